package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.LayoutSizes;
import io.ftte.fixtures.PacedRecording;
import io.ftte.fixtures.SharedUpdates;
import io.ftte.fixtures.SlowestPartition;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.replay.ReplayJob;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.operators.helping.DecodeSeeds;
import io.ftte.operators.helping.SeedKeeper;
import io.ftte.operators.helping.SeedMessage;
import io.ftte.operators.helping.StampedRecord;
import io.ftte.operators.helping.SumShares;
import io.ftte.operators.helping.SumTask;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.sharing.ReadSums;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leader and helper make of shares, bit for bit, what one party makes of the same numbers in the
 * clear, however the jobs are cut.
 */
class TwoPartiesTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    private static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(50);
    private static final long START = 1_700_000_000_000L;
    private static final int OUTPUTS = 60;
    private static final int INPUTS = 49;
    private static final int PARAMETERS = OUTPUTS * INPUTS + OUTPUTS;
    private static final int UPDATES = 90;
    private static final int BUFFER = 6;
    private static final int DEVICES = 2 * BUFFER;
    private static final double SIGMA = 2;
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final PrivacyKeySource NO_KEY = PrivacyKeySource.of(Optional.empty());

    /** By how many versions an update is stale: its weight is 1, 1/2 or 1/4. */
    private static final int[] STALENESS = {0, 1, 3};

    @TempDir Path temp;

    private final SharedUpdates updates = new SharedUpdates(PARAMETERS);
    private PartyKeySource key;
    private Optional<Keys> privacy = Optional.empty();

    /** From which each party's noise comes. */
    private record Keys(PrivacyKeySource leader, PrivacyKeySource helper) {}

    /** A record of a topic, in the order of {@code written}. */
    private record Written(long written, int partition, long time, String device, byte[] value) {}

    @BeforeEach
    void writeKey() throws IOException {
        Path file = Files.writeString(temp.resolve("party.key"), KEY);
        key = PartyKeySource.of(Optional.of(file.toString()));
    }

    @Test
    void versions_ofShares_areThoseOfTheClear() throws Exception {
        for (String optimizer : List.of("sgd", "spectral")) {
            List<VersionLineage> clear =
                    run(1, new LayoutSizes(1024, 1024), optimizer, false, clear());
            assertThat(clear).hasSize(UPDATES / BUFFER);
            assertThat(clear.get(5).getContributions())
                    .extracting(contribution -> contribution.getWeight())
                    .contains(1.0, 0.5, 0.25);
            assertEqual(run(1, new LayoutSizes(1024, 1024), optimizer, true, shares()), clear);
            assertEqual(run(4, new LayoutSizes(2048, 1024), optimizer, true, shares()), clear);
        }
    }

    /** Noise of both parties, each by its own key, is the same however the jobs are cut. */
    @Test
    void versions_ofAPrivateModel_haveNoiseOfBothKeys() throws Exception {
        LayoutSizes small = new LayoutSizes(1024, 1024);
        List<Written> records = shares();
        privacy = Optional.of(new Keys(noiseKey("1"), noiseKey("2")));
        List<VersionLineage> first = run(1, small, "sgd", true, records);
        assertThat(first).hasSize(UPDATES / BUFFER);
        assertThat(first.get(3).getPrivacy().getNoise()).isEqualTo(SIGMA);
        assertThat(first.get(3).getPrivacy().getDevices()).isEqualTo(DEVICES);
        assertEqual(run(4, new LayoutSizes(2048, 1024), "sgd", true, records), first);
        for (Keys other :
                List.of(
                        new Keys(noiseKey("1"), noiseKey("3")),
                        new Keys(noiseKey("3"), noiseKey("2")))) {
            privacy = Optional.of(other);
            assertThat(TestModels.digests(run(1, small, "sgd", true, records)))
                    .doesNotContainAnyElementsOf(TestModels.digests(first));
        }
    }

    private PrivacyKeySource noiseKey(String digit) throws IOException {
        Path file = Files.writeString(temp.resolve("noise-" + digit), digit.repeat(64));
        return PrivacyKeySource.of(Optional.of(file.toString()));
    }

    private static void assertEqual(List<VersionLineage> shared, List<VersionLineage> clear) {
        assertThat(TestModels.digests(shared)).isEqualTo(TestModels.digests(clear));
        assertThat(shared)
                .extracting(version -> weights(version))
                .isEqualTo(clear.stream().map(TwoPartiesTest::weights).toList());
    }

    private static List<String> weights(VersionLineage version) {
        return version.getContributions().stream()
                .map(c -> c.getDeviceId() + " " + c.getSequence() + " " + c.getWeight())
                .toList();
    }

    private List<VersionLineage> run(
            int parallelism,
            LayoutSizes sizes,
            String optimizer,
            boolean shared,
            List<Written> records)
            throws Exception {
        Path recording = record(records);
        ModelDefinition model =
                TestModels.layers(
                        SharedUpdates.MODEL, OUTPUTS, INPUTS, START, settings(optimizer, shared));
        UnaryOperator<DataStream<Piece>> way = UnaryOperator.identity();
        StreamExecutionEnvironment env = environment(parallelism);
        if (shared) {
            List<RawRecord> requests;
            StreamExecutionEnvironment first = environment(parallelism);
            requests = raw(collect(graph(first, model, sizes, recording, way).sumRequests()));
            assertThat(requests).hasSize(UPDATES / BUFFER);
            List<RawRecord> sums = sums(environment(parallelism), requests);
            way =
                    pieces ->
                            pieces.union(
                                    env.fromData(sums, TypeInformation.of(RawRecord.class))
                                            .uid("sums")
                                            .flatMap(new ReadSums())
                                            .uid("read-sums"));
        }
        Path scratch = Files.createTempDirectory(temp, "scratch");
        ReplayJob.collect(graph(env, model, sizes, recording, way), scratch, true);
        ReplayResult result =
                ReplayJob.collected(env.execute("two-parties"), List.of(model), scratch, List.of());
        assertThat(result.rejections()).isEmpty();
        return result.lineage();
    }

    private AggregationSettings settings(String optimizer, boolean shared) {
        AggregationSettings settings = SharedUpdates.settings(BUFFER, optimizer);
        if (privacy.isPresent()) {
            settings =
                    AggregationSettings.newBuilder(settings)
                            .setPrivacyNoise(SIGMA)
                            .setPrivacyEpsilon(1_000.0)
                            .setPrivacyDelta(1e-3)
                            .setPrivacyDevices((long) DEVICES)
                            .build();
        }
        return shared
                ? settings
                : AggregationSettings.newBuilder(settings)
                        .setSharingUnit(null)
                        .setSharingMinDevices(null)
                        .setClipNorm(null)
                        .build();
    }

    private AggregationPipeline.Outputs graph(
            StreamExecutionEnvironment env,
            ModelDefinition model,
            LayoutSizes sizes,
            Path recording,
            UnaryOperator<DataStream<Piece>> way)
            throws IOException {
        return AggregationPipeline.build(
                PacedRecording.of(
                        env,
                        "updates",
                        recording,
                        SlowestPartition.watermarks(OUT_OF_ORDERNESS, Set.of(0, 1, 2)),
                        RateLimiterStrategy.noOp()),
                ReplayJob.control(env, List.of(model), List.of()),
                new PipelineSettings(
                                "updates",
                                "control",
                                "decisions",
                                EventTime.ofRecords(OUT_OF_ORDERNESS),
                                sizes,
                                GateSettings.defaults(),
                                AggregationOptions.PLAN_GRACE.defaultValue())
                        .withPartyKey(key)
                        .withPrivacyKey(privacy.map(Keys::leader).orElse(NO_KEY)),
                Authorisation.none(),
                way);
    }

    /** What the helper answers, which gets requests and seeds in whatever order. */
    private List<RawRecord> sums(StreamExecutionEnvironment env, List<RawRecord> requests)
            throws Exception {
        SingleOutputStreamOperator<SumTask> tasks = helper(env, requests);
        return raw(
                collect(
                        tasks.rebalance()
                                .map(new SumShares(privacy.map(Keys::helper).orElse(NO_KEY)))
                                .uid("sum-shares")));
    }

    private SingleOutputStreamOperator<SumTask> helper(
            StreamExecutionEnvironment env, List<RawRecord> requests) {
        List<RawRecord> seeds = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            SharedUpdates.Shares shares = updates.of(device(i), i, base(i));
            seeds.add(RawRecord.of(0, i, START + i, device(i).getBytes(UTF_8), shares.helper()));
        }
        return env.fromData(seeds, TypeInformation.of(RawRecord.class))
                .uid("shares")
                .process(new DecodeSeeds("shares"))
                .uid("decode-seeds")
                .connect(
                        env.fromData(requests, TypeInformation.of(RawRecord.class)).uid("requests"))
                .keyBy(SeedMessage::modelId, request -> new String(request.key(), UTF_8))
                .process(
                        new SeedKeeper(
                                "shares",
                                "requests",
                                2,
                                0,
                                key,
                                privacy.map(Keys::helper).orElse(NO_KEY)))
                .uid("seed-keeper");
    }

    /** What devices send the leader, and a little later the helper's words. */
    private List<Written> shares() throws Exception {
        List<Written> records = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            for (byte[] chunk : updates.of(device(i), i, base(i)).leader(START + i)) {
                records.add(new Written(10 * i, i % 3, START + i, device(i), chunk));
            }
        }
        StreamExecutionEnvironment env = environment(1);
        List<StampedRecord> words =
                collect(
                        helper(env, List.of(RawRecord.of(0, 0, 0, new byte[0], new byte[0])))
                                .getSideOutput(SeedKeeper.HELD));
        for (int i = 0; i < UPDATES; i++) {
            StampedRecord word = words.get(i);
            records.add(
                    new Written(
                            10 * i + 17 * (i % 5) + 1,
                            (int) ((word.time() - START) % 3),
                            word.time(),
                            new String(word.key(), UTF_8),
                            word.value()));
        }
        return records;
    }

    private List<Written> clear() {
        List<Written> records = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            byte[] value =
                    UpdateChunks.defaults()
                            .of(updates.clear(device(i), i, base(i)))
                            .get(0)
                            .unsigned();
            records.add(new Written(10 * i, i % 3, START + i, device(i), value));
        }
        return records;
    }

    private static String device(int i) {
        return "device-" + i % DEVICES;
    }

    private static long base(int i) {
        long version = i / BUFFER;
        int staleness = STALENESS[i % STALENESS.length];
        return version < staleness ? version : version - staleness;
    }

    private Path record(List<Written> records) throws IOException {
        Path file = Files.createTempFile(temp, "updates", ".avro");
        try (DataFileWriter<RecordedRecord> out =
                new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class))) {
            out.create(RecordedRecord.getClassSchema(), file.toFile());
            Map<Integer, Long> offsets = new HashMap<>();
            for (Written record :
                    records.stream().sorted(Comparator.comparing(Written::written)).toList()) {
                out.append(
                        new RecordedRecord(
                                record.partition(),
                                offsets.merge(record.partition(), 1L, Long::sum) - 1,
                                record.time(),
                                ByteBuffer.wrap(record.device().getBytes(UTF_8)),
                                ByteBuffer.wrap(record.value())));
            }
        }
        return file;
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        AggregationPipeline.flinkDefaults());
        env.setParallelism(parallelism);
        return env;
    }

    private static <T> List<T> collect(DataStream<T> stream) throws Exception {
        List<T> all = new ArrayList<>();
        try (CloseableIterator<T> values = stream.executeAndCollect()) {
            values.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<RawRecord> raw(List<OutputRecord> records) {
        List<RawRecord> raw = new ArrayList<>();
        for (OutputRecord record : records) {
            raw.add(RawRecord.of(0, raw.size(), 0, record.key(), record.value()));
        }
        return raw;
    }
}
