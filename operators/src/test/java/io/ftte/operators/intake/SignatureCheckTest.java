package io.ftte.operators.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.KeyDigest;
import io.ftte.encoding.UpdateDigest;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed and unsigned records through the decoder, the check and the gate. */
class SignatureCheckTest {
    private static final long T = 1_700_000_000_000L;
    private static final Duration EXPIRY = Duration.ofDays(30);
    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final String DEVICE = "device-1";
    private static final int LENGTH = 2_000;

    private final KeyPair key = keyPair();

    private OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode;
    private KeyedTwoInputStreamOperatorTestHarness<String, UpdateHeader, KeyMessage, UpdateHeader>
            check;
    private KeyedBroadcastOperatorTestHarness<DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
            gate;
    private int decoded;
    private int gated;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        decode = Harnesses.provingDecode();
        decode.open();
        check = Harnesses.opened(Harnesses.signatures(EXPIRY, OVERLAP));
        gate = Harnesses.opened(Harnesses.gate(GateSettings.defaults()));
        gate.processBroadcastElement(GateNotice.model("m", LENGTH), 0);
        gate.processBroadcastWatermark(Long.MAX_VALUE);
    }

    @AfterEach
    void close() throws Exception {
        decode.close();
        check.close();
        gate.close();
    }

    @Test
    void update_signedWithTheKeyOfTheProfile_passesWithoutItsProof() throws Exception {
        register(DEVICE, key, T);
        begin();

        send(signed(update(0), key, T), T);

        assertThat(reasons()).containsExactly("passed");
        assertThat(check.extractOutputValues().get(0).proof()).isNull();
    }

    @Test
    void update_notSignedByItsDevice_isUnauthorised() throws Exception {
        register(DEVICE, key, T);
        register("device-2", keyPair(), T);
        register("no-key", null, T);
        begin();
        DeviceUpdate good = signed(update(0), key, T);
        List<DeviceUpdate> bad =
                List.of(
                        update(0),
                        signed(update(0), keyPair(), T),
                        with(update(0), new byte[64]),
                        with(update(1), good.getSignature().array()),
                        copy(good).setModelId("other").build(),
                        copy(good).setDeviceId("device-2").build(),
                        copy(good).setBaseVersion(1).build(),
                        copy(good).setExamples(1_000_000).build(),
                        copy(good).setDelta(ByteBuffer.allocate(4 * LENGTH)).build(),
                        signed(copy(update(0)).setDeviceId("no-key").build(), key, T),
                        signed(copy(update(0)).setDeviceId("nobody").build(), key, T));

        for (DeviceUpdate update : bad) {
            send(update, T);
        }
        send(good, T + 1);

        assertThat(reasons()).hasSize(bad.size() + 1).containsOnly("UNAUTHORISED");
        assertThat(check.extractOutputValues()).allMatch(header -> header.proof() == null);
    }

    @Test
    void key_expiredOrRemoved_countsNoMore_andAStrangersNever() throws Exception {
        register(DEVICE, key, T);
        begin();
        long last = T + EXPIRY.toMillis();
        send(signed(update(0), key, last), last);
        send(signed(update(1), key, last + 1), last + 1);
        register(DEVICE, key, last);
        send(signed(update(2), key, last + 1), last + 1);
        KeyPair other = keyPair();
        register(DEVICE, other, last);
        send(signed(update(3), key, last + 1), last + 1);
        send(signed(update(4), other, last + 1), last + 1);
        profile(DEVICE, new byte[0], last);
        send(signed(update(5), key, last + 1), last + 1);
        register(DEVICE, other, last);
        send(signed(update(6), other, last + 1), last + 1);
        register(DEVICE, key, last);
        send(signed(update(7), key, last + 1), last + 1);

        assertThat(reasons())
                .containsExactly(
                        "passed",
                        "UNAUTHORISED",
                        "passed",
                        "passed",
                        "UNAUTHORISED",
                        "UNAUTHORISED",
                        "UNAUTHORISED",
                        "passed");
        assertThat(refusedProfiles())
                .hasSize(2)
                .allMatch(refused -> refused.getReason() == RejectionReason.UNAUTHORISED)
                .allMatch(refused -> refused.getTopic().equals(Harnesses.DEVICES_TOPIC))
                .allMatch(refused -> refused.getDetail().contains("sign this one with it"));
    }

    @Test
    void key_thatFollowsAnother_countsBesideItForTheOverlap() throws Exception {
        register(DEVICE, key, T);
        begin();
        KeyPair next = keyPair();
        profile(DEVICE, following(key, next, T + 10), T + 20);
        long last = T + 10 + OVERLAP.toMillis();
        send(signed(update(0), key, last), last);
        send(signed(update(1), next, T), T);
        send(signed(update(2), key, last + 1), last + 1);
        send(signed(update(3), next, last + 1), last + 1);

        assertThat(reasons()).containsExactly("passed", "passed", "UNAUTHORISED", "passed");
        assertThat(refusedProfiles()).isEmpty();
    }

    /** What somebody overheard when the device went from one key to the other. */
    @Test
    void key_thatFollowedBeforeTheNewest_doesNotFollowAgain() throws Exception {
        register(DEVICE, key, T);
        begin();
        KeyPair given = keyPair();
        byte[] overheard = following(key, given, T + 10);
        profile(DEVICE, overheard, T + 10);
        profile(DEVICE, following(given, key, T + 20), T + 20);
        profile(DEVICE, overheard, T + 30);
        profile(DEVICE, following(key, keyPair(), T + 41), T + 40);
        long afterOverlap = T + 21 + OVERLAP.toMillis();
        send(signed(update(0), given, afterOverlap), afterOverlap);
        send(signed(update(1), key, afterOverlap), afterOverlap);

        assertThat(reasons()).containsExactly("UNAUTHORISED", "passed");
        assertThat(refusedProfiles())
                .extracting(Rejection::getDetail)
                .hasSize(2)
                .allMatch(detail -> detail.startsWith("keySince is "));
    }

    @Test
    void operatorsKey_countsAlone_whateverProfilesSay() throws Exception {
        register(DEVICE, key, T);
        begin();
        KeyPair given = keyPair();
        operatorGives(given, T + 100);
        profile(DEVICE, following(key, keyPair(), T + 200), T + 200);
        send(signed(update(0), key, T + 300), T + 300);
        send(signed(update(1), given, T + 300), T + 300);
        KeyPair next = keyPair();
        profile(DEVICE, following(given, next, T + 200), T + 200);
        operatorGives(given, T + 100);
        send(signed(update(2), next, T + 300), T + 300);

        assertThat(reasons()).containsExactly("UNAUTHORISED", "passed", "passed");
        assertThat(refusedProfiles()).hasSize(1);
    }

    /** It would let whoever may write profiles give devices keys. */
    @Test
    void operatorsWord_onTheDeviceTopic_isNone() throws Exception {
        register(DEVICE, key, T);
        begin();
        KeyPair thiefs = keyPair();
        profile(DEVICE, standing(thiefs, T + 100), T + 100);
        send(signed(update(0), thiefs, T + 200), T + 200);
        send(signed(update(1), key, T + 200), T + 200);

        assertThat(reasons()).containsExactly("UNAUTHORISED", "passed");
    }

    /** It waited in a savepoint of a job that asked for no signatures. */
    @Test
    void header_withoutAProof_isUnauthorised() throws Exception {
        register(DEVICE, key, T);
        try (var unproving = Harnesses.decode(1_024)) {
            unproving.open();
            unproving.processElement(TestModels.raw(0, 0, T, signed(update(0), key, T)), T);
            UpdateHeader header = unproving.extractOutputValues().get(0);
            assertThat(header.proof()).isNull();
            check.processElement1(header, T);
            begin();
            check.processElement1(header, T);
        }

        assertThat(reasons()).containsExactly("UNAUTHORISED", "UNAUTHORISED");
    }

    @Test
    void profile_thatSaysNothingUsable_leavesOrTakesTheKeyAndNeverFails() throws Exception {
        register(DEVICE, key, T);
        begin();
        profile(DEVICE, new byte[] {1, 2, 3}, T);
        profile(DEVICE, profile("another", key), T);
        send(signed(update(0), key, T), T);
        byte[] noPoint = new byte[44];
        profile(DEVICE, profileWith(DEVICE, ByteBuffer.wrap(noPoint)), T);
        send(signed(update(1), key, T), T);
        profile(DEVICE, profileWith(DEVICE, ByteBuffer.allocate(10_000)), T);
        send(signed(update(2), key, T), T);

        assertThat(reasons()).containsExactly("passed", "UNAUTHORISED", "UNAUTHORISED");
    }

    @Test
    void update_beforeTheProfilesWereRead_waitsForThem() throws Exception {
        check.processWatermark1(new Watermark(T));
        send(signed(update(0), key, T), T);
        send(signed(update(1), key, T + 1), T + 1);
        assertThat(reasons()).isEmpty();

        OperatorSubtaskState snapshot = check.snapshot(1, 1);
        check.close();
        check = Harnesses.signatures(EXPIRY, OVERLAP).create(1, 0);
        check.initializeState(snapshot);
        check.open();
        check.processWatermark1(new Watermark(T));
        register(DEVICE, key, T);
        assertThat(reasons()).isEmpty();
        check.processWatermark2(Watermark.MAX_WATERMARK);

        assertThat(reasons()).containsExactly("passed", "passed");
        assertThat(check.extractOutputValues())
                .extracting(UpdateHeader::sequence)
                .containsExactly(0L, 1L);
    }

    @Test
    void forgedThenGenuineThenReplayed_countsOnce() throws Exception {
        register(DEVICE, key, T);
        begin();
        DeviceUpdate genuine = signed(update(7), key, T);
        send(with(update(7), new byte[64]), T);
        send(with(update(1_000), new byte[64]), T);
        send(genuine, T);
        send(genuine, T);
        send(genuine, T + 1);

        assertThat(throughTheGate())
                .containsExactly(
                        "UNAUTHORISED", "UNAUTHORISED", "passed", "DUPLICATE", "UNAUTHORISED");
    }

    @Test
    void chunks_areSignedOneByOne() throws Exception {
        register(DEVICE, key, T);
        begin();
        send(signed(chunk(0, 1_000), key, T), T);
        send(signed(chunk(1_000, 1_000), keyPair(), T), T);
        assertThat(throughTheGate()).containsExactly("UNAUTHORISED");
        send(signed(chunk(1_000, 1_000), key, T), T);

        List<UpdateHeader> out = gate.extractOutputValues();
        throughTheGate();
        assertThat(gate.extractOutputValues().get(out.size()).chunks()).hasSize(2);
    }

    private void begin() throws Exception {
        check.processWatermark1(new Watermark(T - 1));
        check.processWatermark2(Watermark.MAX_WATERMARK);
    }

    private void send(DeviceUpdate update, long time) throws Exception {
        decode.processElement(TestModels.raw(0, offset++, time, update), time);
        List<UpdateHeader> headers = decode.extractOutputValues();
        check.processElement1(headers.get(decoded++), time);
    }

    /** Hands the gate what has come out of the check since, and says what the gate made of it. */
    private List<String> throughTheGate() throws Exception {
        List<UpdateHeader> checked = check.extractOutputValues();
        int before = gate.extractOutputValues().size();
        for (; gated < checked.size(); gated++) {
            // One after the other, whatever their times: the gate's order has tests of its own.
            gate.processElement(checked.get(gated).ordered(gated, false), gated);
            gate.processWatermark(gated);
        }
        return reasons(gate.extractOutputValues())
                .subList(before, gate.extractOutputValues().size());
    }

    private List<String> reasons() {
        return reasons(check.extractOutputValues());
    }

    private static List<String> reasons(List<UpdateHeader> headers) {
        return headers.stream()
                .map(header -> header.refusal().map(RejectionReason::name).orElse("passed"))
                .toList();
    }

    private void register(String device, KeyPair pair, long time) throws Exception {
        profile(device, profile(device, pair), time);
    }

    private void profile(String device, byte[] value, long time) throws Exception {
        check.processElement2(
                KeyMessage.profile(RawRecord.of(0, 0, time, device.getBytes(UTF_8), value)), time);
    }

    private void operatorGives(KeyPair pair, long time) throws Exception {
        List<KeyMessage> words = new ArrayList<>();
        new OperatorKeys()
                .flatMap(
                        new ControlMessage(DEVICE, 0, 0, standing(pair, time)),
                        new ListCollector<>(words));
        check.processElement2(words.get(0), time);
    }

    private static byte[] standing(KeyPair pair, long time) {
        return RecordCodec.encode(
                new DeviceStanding(
                        DEVICE, false, time, ByteBuffer.wrap(pair.getPublic().getEncoded())));
    }

    /** A profile with a key that the one before has signed. */
    private static byte[] following(KeyPair before, KeyPair next, long since) throws Exception {
        byte[] publicKey = next.getPublic().getEncoded();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(before.getPrivate());
        signature.update(KeyDigest.of(DEVICE, since, publicKey));
        return RecordCodec.encode(
                new DeviceProfile(
                        DEVICE,
                        List.of("m"),
                        1_000L,
                        Map.of(),
                        ByteBuffer.wrap(publicKey),
                        null,
                        since,
                        ByteBuffer.wrap(signature.sign())));
    }

    private List<Rejection> refusedProfiles() throws Exception {
        List<Rejection> refused = new ArrayList<>();
        if (check.getSideOutput(SignatureCheck.REJECTED) != null) {
            for (StreamRecord<OutputRecord> record : check.getSideOutput(SignatureCheck.REJECTED)) {
                refused.add(RecordCodec.decode(record.getValue().value(), Rejection.class));
            }
        }
        return refused;
    }

    private static byte[] profile(String device, KeyPair pair) {
        return profileWith(
                device, pair == null ? null : ByteBuffer.wrap(pair.getPublic().getEncoded()));
    }

    private static byte[] profileWith(String device, ByteBuffer publicKey) {
        return RecordCodec.encode(
                new DeviceProfile(
                        device, List.of("m"), 1_000L, Map.of(), publicKey, null, null, null));
    }

    private static DeviceUpdate update(long sequence) {
        return chunk(sequence, 0, LENGTH);
    }

    private static DeviceUpdate chunk(int from, int count) {
        return chunk(0, from, count);
    }

    private static DeviceUpdate chunk(long sequence, int from, int count) {
        return TestModels.update(
                "m",
                DEVICE,
                sequence,
                0,
                1,
                LENGTH,
                from,
                count,
                TensorEncoding.F32,
                TestModels.numbers(LENGTH, 1));
    }

    private static DeviceUpdate.Builder copy(DeviceUpdate update) {
        return DeviceUpdate.newBuilder(update);
    }

    private static DeviceUpdate with(DeviceUpdate update, byte[] signature) {
        return copy(update).setSignature(ByteBuffer.wrap(signature)).build();
    }

    private static DeviceUpdate signed(DeviceUpdate update, KeyPair pair, long time)
            throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        byte[] value = RecordCodec.encode(update);
        UpdateReader reader = new UpdateReader();
        reader.read(value);
        signature.update(
                new UpdateDigest()
                        .of(
                                reader.header(),
                                value,
                                reader.deltaOffset(),
                                reader.deltaLength(),
                                time));
        return with(update, signature.sign());
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
