package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.ftte.control.LayoutSizes;
import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.CheckpointFiles;
import io.ftte.fixtures.CountingSink;
import io.ftte.fixtures.Ending;
import io.ftte.fixtures.Gate;
import io.ftte.fixtures.SoakUpdates;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.live.PartitionWatermarks;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.ReplayJob;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.Words;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of updates, compressed: state and heap are as large in the evening as at noon. {@code
 * benchmarks/soak} runs it with more updates, and looks at the heap.
 */
class SoakTest {
    private static final long UPDATES = Long.getLong("soak.updates", 100_000);

    /** What tests before this one have left on the heap goes some time: it must be the only one. */
    private static final boolean HEAP_IS_ITS_OWN = Boolean.getBoolean("soak.heap");

    private static final double PERCENT =
            Double.parseDouble(System.getProperty("soak.percent", "10"));
    private static final int PARALLELISM = 2;
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(5);
    private static final Duration DEVICE_WINDOW = Duration.ofHours(1);
    private static final double MIB = 1 << 20;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(PARALLELISM)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path directory;

    private final CountingSink versions = CountingSink.of("soak-versions");
    private final CountingSink rejections = CountingSink.of("soak-rejections");

    /**
     * @param versions published so far
     * @param rejections written so far
     * @param heapBytes in use after garbage collection
     * @param checkpointBytes of a checkpoint, all files together
     */
    private record Reading(long versions, long rejections, long heapBytes, long checkpointBytes) {
        String line(String when) {
            return "%-8s  %,9d versions  %,7d rejections  heap %6.1f MiB  checkpoint %,9d bytes"
                    .formatted(when, versions, rejections, heapBytes / MIB, checkpointBytes);
        }
    }

    @Test
    void day_constantFleet_stateAndHeapDoNotGrow() throws Exception {
        long begun = System.nanoTime();
        Gate gate = Gate.of("soak", UPDATES / 2);
        JobClient job = start(gate);
        try {
            Reading noon = read(gate, job);
            gate.letPass(UPDATES - 1);
            Reading evening = read(gate, job);
            String report =
                    "%,d updates in 24 h of event time, %.0f s%n%s%n%s%n"
                            .formatted(
                                    UPDATES,
                                    (System.nanoTime() - begun) / 1e9,
                                    noon.line("12 h"),
                                    evening.line("24 h"));
            Files.writeString(Path.of("target", "soak.txt"), report);
            assertThat(evening.versions())
                    .as(report)
                    .isGreaterThan(UPDATES / SoakUpdates.BUFFER * 98 / 100);
            assertThat(evening.rejections()).as(report).isGreaterThan(noon.rejections());
            assertThat(evening.checkpointBytes())
                    .as(report)
                    .isCloseTo(noon.checkpointBytes(), withinPercentage(PERCENT));
            if (HEAP_IS_ITS_OWN) {
                assertThat(evening.heapBytes())
                        .as(report)
                        .isCloseTo(noon.heapBytes(), withinPercentage(PERCENT));
            }
        } finally {
            Ending.of(job);
        }
    }

    private JobClient start(Gate gate) throws Exception {
        Configuration flink = AggregationPipeline.flinkDefaults();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        // The newest is not deleted while it is measured.
        flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
        flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(PARALLELISM);
        DataStream<RawRecord> updates =
                env.fromSource(
                                new DataGeneratorSource<>(
                                        new SoakUpdates(UPDATES),
                                        UPDATES,
                                        gate,
                                        TypeInformation.of(RawRecord.class)),
                                PartitionWatermarks.of(EventTime.ofRecords(OUT_OF_ORDERNESS)),
                                "updates")
                        .uid("updates")
                        .setParallelism(1);
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        updates,
                        ReplayJob.control(env, List.of(model()), List.of()),
                        new PipelineSettings(
                                "updates",
                                "control",
                                "decisions",
                                EventTime.ofRecords(OUT_OF_ORDERNESS),
                                new LayoutSizes(ModelDigest.LEAF, ModelDigest.LEAF),
                                new GateSettings(DEVICE_WINDOW, Duration.ofMinutes(10), 0),
                                AggregationOptions.PLAN_GRACE.defaultValue()));
        end(outputs.models(), "models", CountingSink.of("soak-models"));
        end(outputs.lineage(), "lineage", versions);
        end(outputs.rejected(), "rejected", rejections);
        return env.executeAsync("ftte-soak");
    }

    private static ModelDefinition model() {
        return TestModels.zeros(
                SoakUpdates.MODEL,
                SoakUpdates.PARAMETERS,
                TestModels.settings(SoakUpdates.BUFFER)
                        .setMaxStaleness(1_000L)
                        .setServerOptimizer(
                                ServerOptimizer.newBuilder()
                                        .setName(Words.of(OptimizerName.RMSPROP))
                                        .build())
                        .setAveragingDecay(0.99)
                        .build(),
                SoakUpdates.START);
    }

    private static void end(DataStream<OutputRecord> records, String name, CountingSink sink) {
        records.sinkTo(sink).uid(name + "-sink").name(name);
    }

    /** Waits at the gate until all that was let in has been counted and checkpointed. */
    private Reading read(Gate gate, JobClient job) throws Exception {
        Awaitility.await("the gate")
                .atMost(PATIENCE)
                .failFast("the job has ended", () -> job.getJobStatus().get().isTerminalState())
                .until(gate::isReached);
        CheckpointFiles checkpoints = CheckpointFiles.of(directory, job.getJobID());
        long reached = checkpoints.newestNumber();
        // One that began at the gate, and one after the last watermark.
        Awaitility.await("checkpoints")
                .atMost(PATIENCE)
                .until(() -> checkpoints.newestNumber() >= reached + 3);
        return new Reading(
                versions.count(),
                rejections.count(),
                heapAfterCollection(),
                checkpoints.newestBytes());
    }

    private static long heapAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
