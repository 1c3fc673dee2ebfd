package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.sharing.PartyKey;
import io.ftte.encoding.SeedStream;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.sharing.ShareFields;
import io.ftte.operators.stream.KeySpread;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.wire.RecordCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the helper keeps, says and sums. */
class SeedKeeperTest {
    private static final int LENGTH = 2_500;
    private static final int SLICE = 1_024;
    private static final int MOST_NORM = 2_000;
    private static final PrivacyKeySource NO_NOISE = PrivacyKeySource.of(Optional.empty());

    private KeyedTwoInputStreamOperatorTestHarness<String, SeedMessage, RawRecord, SumTask> helper;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        helper = harness(0, TestKeys.PARTY, NO_NOISE);
        helper.open();
    }

    @AfterEach
    void close() throws Exception {
        helper.close();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, SeedMessage, RawRecord, SumTask>
            harness(double minNoise, PartyKeySource key, PrivacyKeySource noiseKey)
                    throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(
                        new SeedKeeper("shares", "requests", 3, minNoise, key, noiseKey)),
                SeedMessage::modelId,
                request -> new String(request.key(), UTF_8),
                Types.STRING,
                KeySpread.KEY_GROUPS,
                1,
                0);
    }

    private static byte[] seedOf(String device, long sequence) {
        byte[] seed = new byte[SeedStream.SEED_BYTES];
        byte[] name = (device + sequence).getBytes(UTF_8);
        System.arraycopy(name, 0, seed, 0, name.length);
        return seed;
    }

    private void seed(String device, long sequence, long base) throws Exception {
        seed(device, sequence, base, seedOf(device, sequence));
    }

    private void seed(String device, long sequence, long base, byte[] seed) throws Exception {
        ShareFields fields =
                new ShareFields(
                        "m", device, sequence, base, 1, 9, LENGTH, SeedStream.id(seed), MOST_NORM);
        helper.processElement1(new SeedMessage(fields, seed, 0, offset++, 1_000 + sequence), 0);
    }

    private static ShareWeight of(String device, long sequence, int weight) {
        return new ShareWeight(device, sequence, SeedStream.id(seedOf(device, sequence)), weight);
    }

    private void ask(long version, long oldestBase, ShareWeight... shares) throws Exception {
        ask(0, version, oldestBase, shares);
    }

    private void ask(int noiseMultiple, long version, long oldestBase, ShareWeight... shares)
            throws Exception {
        SumRequest request =
                new SumRequest(
                        "m",
                        2,
                        version,
                        1,
                        LENGTH,
                        SLICE,
                        oldestBase,
                        List.of(shares),
                        noiseMultiple);
        ask(request);
    }

    private void ask(SumRequest request) throws Exception {
        helper.processElement2(
                RawRecord.of(0, offset++, 1, "m".getBytes(UTF_8), RecordCodec.encode(request)), 0);
    }

    /** The versions summed so far, a task each. */
    private List<Long> summed() {
        return helper.extractOutputValues().stream()
                .filter(task -> task.slice() == 0)
                .map(SumTask::version)
                .toList();
    }

    private List<Rejection> refused() throws Exception {
        List<Rejection> refused = new ArrayList<>();
        var records = helper.getSideOutput(SeedKeeper.REJECTED);
        if (records != null) {
            for (StreamRecord<OutputRecord> record : records) {
                refused.add(RecordCodec.decode(record.getValue().value(), Rejection.class));
            }
        }
        return refused;
    }

    @Test
    void seed_isKept_andTheLeaderHears() throws Exception {
        seed("a", 7, 0);
        StampedRecord word = helper.getSideOutput(SeedKeeper.HELD).remove().getValue();
        assertThat(word.time()).as("that of the device's record").isEqualTo(1_007);
        assertThat(word.key()).isEqualTo("a".getBytes(UTF_8));
        ShareHeld held = RecordCodec.decode(word.value(), ShareHeld.class);
        assertThat(held.getSeedId()).isEqualTo(SeedStream.id(seedOf("a", 7)));
        assertThat(PartyKey.parse(TestKeys.TEXT).isProven(held)).isTrue();
        assertThat(PartyKey.parse(TestKeys.TEXT.replace('0', '1')).isProven(held)).isFalse();
        assertThat(
                        PartyKey.parse(TestKeys.TEXT)
                                .isProven(ShareHeld.newBuilder(held).setSequence(8).build()))
                .isFalse();
    }

    @Test
    void request_ofSharesThatAreThere_becomesATaskASlice() throws Exception {
        for (String device : List.of("a", "b", "c", "d")) {
            seed(device, 0, 0);
        }
        ask(1, 0, of("a", 0, 64), of("b", 0, 32), of("c", 0, 64), of("d", 0, 64));
        List<SumTask> tasks = helper.extractOutputValues();
        assertThat(tasks).extracting(SumTask::from).containsExactly(0, 1024, 2048);
        assertThat(tasks).extracting(SumTask::count).containsExactly(1024, 1024, 452);
        assertThat(tasks.get(0).weights()).containsExactly(64, 32, 64, 64);
        assertThat(Arrays.copyOfRange(tasks.get(0).seeds(), 16, 32)).isEqualTo(seedOf("b", 0));
    }

    @Test
    void request_beforeItsShares_waitsForThem() throws Exception {
        seed("a", 0, 0);
        ask(1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        seed("c", 0, 0);
        assertThat(summed()).isEmpty();
        OperatorSubtaskState state = helper.snapshot(1, 1);
        helper.close();
        helper = harness(0, TestKeys.PARTY, NO_NOISE);
        helper.initializeState(state);
        helper.open();
        seed("b", 0, 0);
        assertThat(summed()).containsExactly(1L);
    }

    /** Two sums that differ in one share would tell it. */
    @Test
    void share_usedOnce_isUsedNeverAgain() throws Exception {
        for (String device : List.of("a", "b", "c", "d")) {
            seed(device, 0, 0);
        }
        ask(1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64), of("d", 0, 64));
        ask(2, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).containsExactly(1L);
        seed("a", 0, 0);
        assertThat(refused())
                .extracting(Rejection::getReason)
                .containsExactly(RejectionReason.DUPLICATE, RejectionReason.DUPLICATE);
        assertThat(refused().get(0).getDetail())
                .isEqualTo("share 0 of device a went into a sum before");
        assertThat(refused().get(1).getOriginal().remaining())
                .as("no seed on another topic")
                .isZero();
        for (String device : List.of("b", "c")) {
            seed(device, 0, 0);
        }
        assertThat(summed()).containsExactly(1L);
    }

    @Test
    void request_askedAgain_isAnsweredOnce() throws Exception {
        for (String device : List.of("a", "b", "c")) {
            seed(device, 0, 0);
            seed(device, 1, 0);
        }
        ask(1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        ask(1, 0, of("a", 1, 64), of("b", 1, 64), of("c", 1, 64));
        assertThat(summed()).containsExactly(1L);
        ask(2, 0, of("a", 1, 64), of("b", 1, 64), of("c", 1, 64));
        assertThat(summed()).containsExactly(1L, 2L);
        assertThat(refused()).isEmpty();
    }

    @Test
    void request_ofTooFewDevices_isRefusedAndTellsNothing() throws Exception {
        for (String device : List.of("a", "b", "c")) {
            seed(device, 0, 0);
            seed(device, 1, 0);
        }
        ask(1, 0, of("a", 0, 64), of("b", 0, 64));
        ask(2, 0, of("a", 0, 64), of("a", 1, 64), of("b", 0, 64), of("b", 1, 64));
        ask(3, 0, of("a", 0, 64), of("b", 0, 1), of("c", 0, 1));
        ask(4, 0, of("a", 0, 0), of("b", 0, 64), of("c", 0, 64));
        ask(5, 0, of("a", 0, 64), of("a", 0, 64), of("b", 0, 64));
        assertThat(summed()).isEmpty();
        assertThat(refused())
                .extracting(Rejection::getReason)
                .hasSize(5)
                .containsOnly(RejectionReason.FEW_DEVICES);
        assertThat(refused().get(1).getDetail())
                .as("or it would weigh more than noise is reckoned for")
                .isEqualTo("device a is named twice");
        assertThat(refused().get(2).getDetail())
                .isEqualTo("the sum is of 1.1 devices by their weights, fewer than min-devices 3");
        ask(6, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).containsExactly(6L);
    }

    /** Half of the noise is not for the leader to leave out. */
    @Test
    void request_withLessNoiseThanTheHelperWants_isRefusedAndTellsNothing() throws Exception {
        // Both parties' noise is to be 4 times 64 · 2,000.
        int multiple = PartyNoise.multiple(4 * 64 * MOST_NORM / Math.sqrt(2));
        helper.close();
        helper = harness(4, TestKeys.PARTY, TestKeys.SOURCE);
        helper.open();
        for (String device : List.of("a", "b", "c")) {
            seed(device, 0, 0);
        }
        ShareWeight[] shares = {of("a", 0, 64), of("b", 0, 64), of("c", 0, 64)};
        ask(0, 1, 0, shares);
        ask(multiple - 1, 2, 0, shares);
        assertThat(summed()).isEmpty();
        assertThat(refused())
                .extracting(Rejection::getReason)
                .containsExactly(RejectionReason.LITTLE_NOISE, RejectionReason.LITTLE_NOISE);
        assertThat(refused().get(1).getDetail())
                .startsWith("the noise is 3.9")
                .endsWith(" of what one device may weigh, less than min-noise 4.0");
        ask(multiple, 3, 0, shares);
        assertThat(summed()).containsExactly(3L);
        assertThat(helper.extractOutputValues().get(0).noiseMultiple()).isEqualTo(multiple);
        assertThat(helper.extractOutputValues().get(0).nonce()).hasSize(32);
    }

    /** Nothing that a leader asks for ends the helper, or takes its noise off. */
    @Test
    void request_ofNoHonestLeader_isRefusedAndTellsNothing() throws Exception {
        for (String device : List.of("a", "b", "c")) {
            seed(device, 0, 0);
            seed(device, 1, 0);
        }
        SumRequest.Builder honest =
                SumRequest.newBuilder()
                        .setModelId("m")
                        .setGeneration(0)
                        .setVersion(1)
                        .setPlanId(1)
                        .setLength(LENGTH)
                        .setSliceSize(SLICE)
                        .setOldestBase(0)
                        .setContributions(List.of(of("a", 0, 64), of("b", 0, 64), of("c", 0, 64)));
        List<SumRequest> hostile =
                List.of(
                        SumRequest.newBuilder(honest).setVersion(-1).build(),
                        SumRequest.newBuilder(honest).setVersion(1L << 41).build(),
                        SumRequest.newBuilder(honest).setGeneration(-1).build(),
                        SumRequest.newBuilder(honest).setSliceSize(0).build(),
                        SumRequest.newBuilder(honest).setSliceSize(-1).build(),
                        SumRequest.newBuilder(honest).setSliceSize(Integer.MAX_VALUE).build(),
                        SumRequest.newBuilder(honest).setLength(0).build(),
                        SumRequest.newBuilder(honest).setNoiseMultiple(1 << 30).build(),
                        SumRequest.newBuilder(honest).setNoiseMultiple(-8).build());
        for (SumRequest request : hostile) {
            ask(request);
        }
        assertThat(summed()).isEmpty();
        assertThat(refused())
                .extracting(Rejection::getReason)
                .hasSize(hostile.size())
                .containsOnly(RejectionReason.MALFORMED);
        ask(honest.build());
        assertThat(summed()).containsExactly(1L);
    }

    /** All else goes on until there is a key; then it is given. */
    @Test
    void request_ofAPrivateModel_waitsForAHelperWithAKey() throws Exception {
        for (String device : List.of("a", "b", "c")) {
            seed(device, 0, 0);
        }
        ask(PartyNoise.LEAST, 1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).isEmpty();
        assertThat(refused()).isEmpty();
        OperatorSubtaskState state = helper.snapshot(1, 1);
        helper.close();
        helper = harness(0, TestKeys.PARTY, TestKeys.SOURCE);
        helper.initializeState(state);
        helper.open();
        seed("d", 0, 0);
        assertThat(summed()).containsExactly(1L);
    }

    @Test
    void open_wantsNoiseAndHasNoKey_saysWhatToDo() throws Exception {
        try (var other = harness(4, TestKeys.PARTY, NO_NOISE)) {
            assertThatThrownBy(other::open)
                    .hasMessage(
                            "min-noise is 4.0 and the helper has no key to make noise with: name"
                                    + " its file with privacy-key-file, or set the environment"
                                    + " variable FTTE_PRIVACY_KEY");
        }
    }

    /** A request that waits for a share is refused when that is there. */
    @Test
    void request_withLittleNoise_thatCameBeforeItsShares_isRefusedToo() throws Exception {
        helper.close();
        helper = harness(4, TestKeys.PARTY, TestKeys.SOURCE);
        helper.open();
        seed("a", 0, 0);
        seed("b", 0, 0);
        ask(0, 1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(refused()).isEmpty();
        seed("c", 0, 0);
        seed("d", 0, 0);
        assertThat(refused())
                .extracting(Rejection::getReason)
                .containsExactly(RejectionReason.LITTLE_NOISE);
        assertThat(summed()).isEmpty();
    }

    /** Whoever writes under another's name does not keep that device out. */
    @Test
    void seed_ofAnImpostor_doesNotTakeThePlaceOfTheDevices() throws Exception {
        seed("a", 0, 0, "an impostor's ..".getBytes(UTF_8));
        for (String device : List.of("a", "b", "c")) {
            seed(device, 0, 0);
        }
        ask(1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(Arrays.copyOf(helper.extractOutputValues().get(0).seeds(), 16))
                .isEqualTo(seedOf("a", 0));
    }

    @Test
    void flood_ofOneDevice_isBounded() throws Exception {
        for (int i = 0; i < 3 * HeldSeeds.MOST; i++) {
            seed("a", i, 0);
        }
        seed("b", 0, 0);
        seed("c", 0, 0);
        ask(1, 0, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).as("the oldest is gone").isEmpty();
        int last = 3 * HeldSeeds.MOST - 1;
        ask(2, 0, of("a", last, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).containsExactly(2L);
    }

    @Test
    void shares_tooStaleToCount_areForgotten() throws Exception {
        seed("a", 0, 3);
        seed("b", 0, 9);
        seed("c", 0, 9);
        ask(64, 4, of("x", 0, 64), of("y", 0, 64), of("z", 0, 64));
        ask(65, 4, of("a", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).isEmpty();
        seed("d", 0, 9);
        ask(66, 4, of("d", 0, 64), of("b", 0, 64), of("c", 0, 64));
        assertThat(summed()).containsExactly(66L);
    }

    @Test
    void open_withoutAKey_saysWhatToDo() throws Exception {
        try (var other = harness(0, PartyKeySource.none(), NO_NOISE)) {
            assertThatThrownBy(other::open)
                    .hasMessage(
                            "the helper has no party key: name its file with party-key-file, or set"
                                    + " the environment variable FTTE_PARTY_KEY");
        }
    }
}
