package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.LayoutSizes;
import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.CheckpointFiles;
import io.ftte.fixtures.CountingSink;
import io.ftte.fixtures.Ending;
import io.ftte.fixtures.Gate;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.live.PartitionWatermarks;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.ReplayJob;
import io.ftte.operators.data.StepLayer;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Plan;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** While a step is computed, here until the test has seen enough, all else goes on. */
class LongStepTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long START = 1_700_000_000_000L;
    private static final int FAST_VERSIONS = 20;
    private static final int RECORDS = 100;

    /** Between the work of the two models' layers. */
    private static final double MOST_AT_ONCE = 1e5;

    /** Static, because Flink sends copies of functions around. */
    private static final LinkedBlockingQueue<Runnable> STEPS = new LinkedBlockingQueue<>();

    private static final CountDownLatch ENOUGH_SEEN = new CountDownLatch(1);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path directory;

    /** A first update of the slow model; from the second record on the fast one's. */
    private record Updates() implements GeneratorFunction<Long, RawRecord> {
        private static final long serialVersionUID = 1;

        @Override
        public RawRecord map(Long index) {
            boolean slow = index == 0;
            int side = slow ? 64 : 4;
            float[] delta = new float[side * side];
            Arrays.fill(delta, 0.1f);
            DeviceUpdate update =
                    new DeviceUpdate(
                            slow ? "slow" : "fast",
                            "device",
                            index,
                            0L,
                            TestModels.PLAN,
                            1L,
                            delta.length,
                            0,
                            TensorEncoding.F32,
                            ByteBuffer.wrap(
                                    Tensors.encode(TensorEncoding.F32, delta, 0, delta.length)),
                            null);
            return RawRecord.of(
                    0,
                    index,
                    START + 1_000 * index,
                    "device".getBytes(UTF_8),
                    RecordCodec.encode(update));
        }
    }

    private static ModelDefinition model(String id, int side) {
        return ModelDefinition.of(
                id,
                START,
                List.of(new Tensor("w", List.of(side, side))),
                List.of(
                        new Plan(
                                TestModels.PLAN,
                                List.of(new TensorRange("w", 0, side * side)),
                                null)),
                TestModels.settings(1)
                        .setServerOptimizer(
                                ServerOptimizer.newBuilder().setName("spectral").build())
                        .build(),
                new float[side * side],
                Optional.empty());
    }

    /** What it is given first is to wait. */
    private static ExecutorService heldWorker() {
        ThreadPoolExecutor worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, STEPS);
        worker.execute(
                () -> {
                    try {
                        ENOUGH_SEEN.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        return worker;
    }

    @Test
    void step_underWay_holdsUpNeitherOtherModelsNorCheckpoints() throws Exception {
        Gate gate = Gate.of("long-step", 2);
        CountingSink versions = CountingSink.of("long-step-versions");
        JobClient job =
                start(gate, versions, new StepLayer(LongStepTest::heldWorker, MOST_AT_ONCE));
        try {
            // The second record takes the watermark past the first, and then behind its task.
            await("the slow step", job).until(() -> STEPS.size() == 1);
            gate.letPass(2 + FAST_VERSIONS);
            await("the fast versions", job).until(() -> versions.count() >= FAST_VERSIONS);
            CheckpointFiles checkpoints = CheckpointFiles.of(directory, job.getJobID());
            long reached = checkpoints.newestNumber();
            await("a checkpoint", job).until(() -> checkpoints.newestNumber() > reached + 1);
            assertThat(STEPS).as("the slow step still waits").hasSize(1);
            long before = versions.count();

            ENOUGH_SEEN.countDown();
            await("the slow version", job).until(() -> versions.count() > before);
        } finally {
            ENOUGH_SEEN.countDown();
            Ending.of(job);
        }
    }

    /** Behind the last record there is nothing but the end. */
    @Test
    void step_underWayAtTheEndOfTheInput_isWaitedFor() throws Exception {
        Gate gate = Gate.of("last-steps", Long.MAX_VALUE);
        CountingSink versions = CountingSink.of("last-steps-versions");
        JobClient job = start(gate, versions, new StepLayer(0));
        job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(versions.count()).isEqualTo(RECORDS);
    }

    private static ConditionFactory await(String what, JobClient job) {
        return Awaitility.await(what)
                .atMost(PATIENCE)
                .failFast("the job has ended", () -> job.getJobStatus().get().isTerminalState());
    }

    private JobClient start(Gate gate, CountingSink versions, StepLayer stepLayer)
            throws Exception {
        Configuration flink = AggregationPipeline.flinkDefaults();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(1);
        Duration outOfOrderness = Duration.ofMillis(100);
        DataStream<RawRecord> updates =
                env.fromSource(
                                new DataGeneratorSource<>(
                                        new Updates(),
                                        RECORDS,
                                        gate,
                                        TypeInformation.of(RawRecord.class)),
                                PartitionWatermarks.of(EventTime.ofRecords(outOfOrderness)),
                                "updates")
                        .uid("updates");
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        updates,
                        ReplayJob.control(
                                env, List.of(model("slow", 64), model("fast", 4)), List.of()),
                        new PipelineSettings(
                                "updates",
                                "control",
                                "decisions",
                                EventTime.ofRecords(outOfOrderness),
                                new LayoutSizes(ModelDigest.LEAF, ModelDigest.LEAF),
                                GateSettings.defaults(),
                                AggregationOptions.PLAN_GRACE.defaultValue()),
                        Authorisation.none(),
                        UnaryOperator.identity(),
                        stepLayer);
        end(outputs.models(), "models", CountingSink.of("long-step-models"));
        end(outputs.lineage(), "lineage", versions);
        end(outputs.rejected(), "rejected", CountingSink.of("long-step-rejected"));
        return env.executeAsync("ftte-long-step");
    }

    private static void end(DataStream<OutputRecord> records, String name, CountingSink sink) {
        records.sinkTo(sink).uid(name + "-sink").name(name);
    }
}
