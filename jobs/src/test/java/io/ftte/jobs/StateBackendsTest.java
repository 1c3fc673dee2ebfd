package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.ftte.control.LayoutSizes;
import io.ftte.fixtures.CountingSink;
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
import io.ftte.schemas.text.ModelDefinition;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an update costs with state on the heap and in RocksDB: {@code benchmarks/state-backends}.
 * Both make the same versions of the same updates, one after the other in one process.
 */
@EnabledIfSystemProperty(named = "backends", matches = "true")
class StateBackendsTest {
    private static final int PARALLELISM = 2;
    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(5);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(PARALLELISM)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path directory;

    /**
     * @param parameters of the model, all of which each update carries in F32
     * @param buffer updates a version
     */
    private record Load(long updates, int parameters, int buffer) {}

    private record Cost(long versions, double perSecond, double cpuMicros) {}

    @Test
    void updates_onTheHeapAndInRocksDb_cost() throws Exception {
        // Classes and native code are loaded before anything is measured.
        for (String backend : List.of("hashmap", "rocksdb")) {
            cost(backend, new Load(20_000, 64, 100));
        }
        List<String> lines = new ArrayList<>();
        for (Load load :
                List.of(
                        new Load(100_000, 64, 100),
                        new Load(30_000, 64, 5_000),
                        new Load(30_000, 10_000, 100),
                        new Load(3_000, 131_072, 100))) {
            Cost heap = cost("hashmap", load);
            Cost rocks = cost("rocksdb", load);
            assertThat(rocks.versions()).isEqualTo(heap.versions()).isPositive();
            lines.add(
                    "| %,d | %,d | %,.0f | %,.0f | %,.0f | %,.0f |"
                            .formatted(
                                    load.parameters(),
                                    load.buffer(),
                                    heap.perSecond(),
                                    rocks.perSecond(),
                                    heap.cpuMicros(),
                                    rocks.cpuMicros()));
        }
        Files.write(Path.of("target", "state-backends.txt"), lines);
    }

    private Cost cost(String backend, Load load) throws Exception {
        Path checkpoints = Files.createTempDirectory(directory, backend);
        Configuration flink = AggregationPipeline.flinkDefaults();
        flink.set(StateBackendOptions.STATE_BACKEND, backend);
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(PARALLELISM);
        CountingSink versions = CountingSink.of("backends-versions");
        define(env, load, versions);
        OperatingSystemMXBean process =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = process.getProcessCpuTime();
        long begun = System.nanoTime();
        env.execute("ftte-" + backend);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpuMicros = (process.getProcessCpuTime() - cpu) / 1e3;
        return new Cost(versions.count(), load.updates() / seconds, cpuMicros / load.updates());
    }

    private static void define(StreamExecutionEnvironment env, Load load, CountingSink versions) {
        DataStream<RawRecord> updates =
                env.fromSource(
                                new DataGeneratorSource<>(
                                        new SoakUpdates(
                                                load.updates(), load.parameters(), load.buffer()),
                                        load.updates(),
                                        TypeInformation.of(RawRecord.class)),
                                PartitionWatermarks.of(EventTime.ofRecords(OUT_OF_ORDERNESS)),
                                "updates")
                        .uid("updates")
                        .setParallelism(1);
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        updates,
                        ReplayJob.control(env, List.of(model(load)), List.of()),
                        new PipelineSettings(
                                "updates",
                                "control",
                                "decisions",
                                EventTime.ofRecords(OUT_OF_ORDERNESS),
                                new LayoutSizes(ModelDefinition.CHUNK, ModelDefinition.CHUNK),
                                GateSettings.defaults(),
                                AggregationOptions.PLAN_GRACE.defaultValue()));
        end(outputs.models(), "models", CountingSink.of("backends-models"));
        end(outputs.lineage(), "lineage", versions);
        end(outputs.rejected(), "rejected", CountingSink.of("backends-rejections"));
    }

    private static ModelDefinition model(Load load) {
        return TestModels.zeros(
                SoakUpdates.MODEL,
                load.parameters(),
                TestModels.settings(load.buffer()).setMaxStaleness(1_000L).build(),
                SoakUpdates.START);
    }

    private static void end(DataStream<OutputRecord> records, String name, CountingSink sink) {
        records.sinkTo(sink).uid(name + "-sink").name(name);
    }
}
