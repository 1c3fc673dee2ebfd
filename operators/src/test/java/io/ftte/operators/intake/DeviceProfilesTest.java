package io.ftte.operators.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceProfilesTest {
    private KeyedOneInputStreamOperatorTestHarness<String, RawRecord, ProfileMessage> profiles;

    @BeforeEach
    void open() throws Exception {
        profiles =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new DeviceProfiles("devices")),
                        DeviceProfiles::device,
                        Types.STRING);
        profiles.open();
    }

    @AfterEach
    void close() throws Exception {
        profiles.close();
    }

    private void send(String key, byte[] value) throws Exception {
        profiles.processElement(RawRecord.of(0, 0, 1, key.getBytes(UTF_8), value), 0);
    }

    private static byte[] naming(String... models) {
        return profile("d", List.of(models), Map.of());
    }

    private static byte[] profile(String id, List<String> models, Map<String, Float> scores) {
        return RecordCodec.encode(
                new DeviceProfile(id, models, 5L, scores, null, null, null, null));
    }

    private List<String> messages() {
        return profiles.extractOutputValues().stream()
                .map(m -> (m.value().length == 0 ? "-" : "+") + m.modelId())
                .toList();
    }

    private int refused() {
        var side = profiles.getSideOutput(DeviceProfiles.REJECTED);
        return side == null ? 0 : side.size();
    }

    @Test
    void profile_changed_tellsModelsThatAreNoLongerNamed() throws Exception {
        send("d", naming("m", "n"));
        send("d", naming("n"));
        send("d", new byte[0]);
        send("d", new byte[0]);
        assertThat(messages()).containsExactly("+m", "+n", "-m", "+n", "-n");
        assertThat(profiles.numKeyedStateEntries()).isZero();
    }

    @Test
    void fence_ofAJobThatChecksSignatures_isNobodysProfile() throws Exception {
        send("", RecordCodec.encode(new ControlFence("run")));
        assertThat(messages()).isEmpty();
        assertThat(refused()).isZero();
    }

    @Test
    void profile_noneOrOfAnotherDeviceOrWithOddScores_isRefused() throws Exception {
        send("d", new byte[] {1, 2});
        send("other", naming("m"));
        send("d", profile("d", List.of("m"), Map.of("a", Float.NaN)));
        send("d", profile("d", List.of("m"), Map.of("a", -1f)));
        assertThat(messages()).isEmpty();
        assertThat(refused()).isEqualTo(4);
    }

    /** It would be older than all others, and hold up what is forgotten by its time. */
    @Test
    void profile_withoutAUsableTime_isRefused() throws Exception {
        for (long time : List.of(-1L, Long.MAX_VALUE)) {
            profiles.processElement(RawRecord.of(0, 0, time, "d".getBytes(UTF_8), naming("m")), 0);
        }
        assertThat(refused()).isEqualTo(2);
        assertThat(messages()).isEmpty();
    }

    @Test
    void publicKey_thatIsNone_isRefusedWithWhatToSend() throws Exception {
        for (byte[] key : List.of(new byte[32], new byte[44], new byte[0])) {
            DeviceProfile profile =
                    new DeviceProfile(
                            "d",
                            List.of("m"),
                            5L,
                            Map.of(),
                            ByteBuffer.wrap(key),
                            null,
                            null,
                            null);
            send("d", RecordCodec.encode(profile));
            OutputRecord refusal =
                    profiles.getSideOutput(DeviceProfiles.REJECTED).remove().getValue();
            assertThat(RecordCodec.decode(refusal.value(), Rejection.class).getDetail())
                    .startsWith("publicKey has " + key.length + " bytes")
                    .contains("send Ed25519 as X.509 SubjectPublicKeyInfo in DER, 44 bytes");
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void publicKey_ofJava_isTaken() throws Exception {
        byte[] key =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        send(
                "d",
                RecordCodec.encode(
                        new DeviceProfile(
                                "d",
                                List.of("m"),
                                5L,
                                Map.of(),
                                ByteBuffer.wrap(key),
                                null,
                                null,
                                null)));
        assertThat(messages()).containsExactly("+m");
    }

    @Test
    void deviceId_ofNoBytesOrTooMany_isRefused() throws Exception {
        for (String id : List.of("", "d".repeat(257))) {
            send(id, profile(id, List.of("m"), Map.of()));
        }
        assertThat(refused()).isEqualTo(2);
        assertThat(messages()).isEmpty();
    }
}
