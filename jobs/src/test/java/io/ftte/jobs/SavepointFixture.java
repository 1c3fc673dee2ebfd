package io.ftte.jobs;

import io.ftte.control.LayoutSizes;
import io.ftte.operators.GateSettings;
import io.ftte.operators.SelectionSettings;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.ModelDigest;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.TrainingSetup;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A savepoint that a release wrote in the middle of three recorded topics, and the versions that
 * the whole recordings give. The graph is the live job's between its sources and its sinks.
 */
record SavepointFixture(Path directory) {
    static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(100);

    /** Of the run whose fence is on the recorded control topic. */
    static final String RUN_ID = "fixture";

    private static final LayoutSizes SIZES = new LayoutSizes(ModelDigest.LEAF, ModelDigest.LEAF);
    private static final SelectionSettings SELECTION =
            new SelectionSettings(
                    0,
                    Duration.ofDays(30),
                    new TrainingSetup(32, 32, Convolution.IM2COL, DeviceOptimizer.SGD));

    static List<SavepointFixture> all() {
        try (Stream<Path> directories =
                Files.list(Path.of(SavepointFixture.class.getResource("/savepoints").toURI()))) {
            return directories.sorted().map(SavepointFixture::new).toList();
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    Path recording(String topic) {
        return directory.resolve(topic + ".avro");
    }

    /** Canonical and in one file, so that it can lie anywhere. */
    Path savepoint() {
        return directory.resolve("savepoint");
    }

    /** One line a version, as {@link #text} gives it. */
    Path versions() {
        return directory.resolve("versions.txt");
    }

    static List<String> text(List<VersionLineage> lineage) {
        return lineage.stream()
                .map(
                        version ->
                                "%s/%d digest %s chain %s"
                                        .formatted(
                                                version.getModelId(),
                                                version.getVersion(),
                                                hex(version.getDigest()),
                                                hex(version.getChain())))
                .toList();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ModelDigest.hex(copy);
    }

    /** The graph over the recordings, each read at the pace that its name gets. */
    void define(
            StreamExecutionEnvironment env,
            Function<String, RateLimiterStrategy<?>> pace,
            Path scratch)
            throws IOException {
        Recording updates = Recording.open(recording("updates"));
        PlanSelection selection =
                PlanSelection.attach(
                        KafkaInputs.fenced(topic(env, "control", pace), RUN_ID),
                        KafkaInputs.timeless(topic(env, "devices", pace)),
                        "devices",
                        SELECTION);
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        RecordingSource.of(
                                env,
                                "updates",
                                updates,
                                PartitionWatermarks.ofRecording(
                                        OUT_OF_ORDERNESS, updates.records()),
                                pace.apply("updates")),
                        selection.control(),
                        new PipelineSettings(
                                "updates",
                                "control",
                                OUT_OF_ORDERNESS,
                                SIZES,
                                GateSettings.defaults(),
                                AggregationOptions.PLAN_GRACE.defaultValue()));
        ReplayJob.collect(
                new AggregationPipeline.Outputs(
                        outputs.models(),
                        outputs.lineage(),
                        outputs.rejected().union(selection.rejected())),
                scratch);
    }

    /** Runs the graph over what is left of the recordings; all of them without a savepoint. */
    ReplayResult run(StreamExecutionEnvironment env, Path scratch) throws Exception {
        define(env, topic -> RateLimiterStrategy.noOp(), scratch);
        return ReplayJob.collected(env.execute("ftte-upgrade"), List.of(), scratch);
    }

    private DataStream<RawRecord> topic(
            StreamExecutionEnvironment env,
            String name,
            Function<String, RateLimiterStrategy<?>> pace)
            throws IOException {
        return RecordingSource.of(
                env,
                name,
                Recording.open(recording(name)),
                WatermarkStrategy.noWatermarks(),
                pace.apply(name));
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}
