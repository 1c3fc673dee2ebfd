package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.TestNetworks;
import io.ftte.encoding.KeyDigest;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ProfileSenderTest {

    private final Device device =
            new Device(
                    "device-007",
                    TestNetworks.mlp(4),
                    Digits.load().subset(new int[] {0}),
                    new TrainingSettings(1, 1, 0.1f),
                    Seeds.generator(1, 0),
                    65_536);

    @Test
    void send_budgetChanged_bothProfilesUnderTheDevicesKey() throws Exception {
        MockProducer<byte[], byte[]> producer = producer();
        ProfileSender sender = new ProfileSender(producer, "devices", DeviceKeys.none());

        sender.send(List.of(device), "m");
        device.score(HeNormal.parameters(TestNetworks.mlp(4), 1));
        device.budget(1_024);
        sender.send(List.of(device), "m");

        assertThat(producer.history())
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactly("device-007", "device-007");
        assertThat(profile(producer.history().get(0)))
                .isEqualTo(
                        new DeviceProfile(
                                "device-007",
                                List.of("m"),
                                65_536L,
                                Map.of(),
                                null,
                                null,
                                null,
                                null));
        assertThat(profile(producer.history().get(1)))
                .isEqualTo(
                        new DeviceProfile(
                                "device-007",
                                List.of("m"),
                                1_024L,
                                device.sensitivities(),
                                null,
                                null,
                                null,
                                null));
        assertThat(device.sensitivities()).containsKey("dense2/kernel");
    }

    @Test
    void send_afterAnotherKey_theOneBeforeVouchesForIt() throws Exception {
        MockProducer<byte[], byte[]> producer = producer();
        DeviceKeys before = DeviceKeys.generate(List.of(device.id()));
        DeviceKeys after = before.rotated(device.id(), 1_700_000_000_123L);

        new ProfileSender(producer, "devices", after).send(List.of(device), "m");

        DeviceProfile profile = profile(producer.history().get(0));
        assertThat(profile.getPublicKey()).isEqualTo(after.publicKey(device.id()).orElseThrow());
        assertThat(profile.getPublicKey())
                .isNotEqualTo(before.publicKey(device.id()).orElseThrow());
        assertThat(profile.getKeySince()).isEqualTo(1_700_000_000_123L);
        byte[] digest =
                KeyDigest.of(device.id(), profile.getKeySince(), profile.getPublicKey().array());
        assertThat(profile.getKeySignature().array())
                .isEqualTo(before.signer(device.id()).orElseThrow().sign(digest));
    }

    @Test
    void send_topicForbidden_saysSo() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(
                        false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void flush() {
                        errorNext(new TopicAuthorizationException("no rights"));
                    }
                };

        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                new ProfileSender(producer, "devices", DeviceKeys.none())
                                        .send(List.of(device), "m"))
                .withMessageContaining("profiles cannot be written to devices: no rights");
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static DeviceProfile profile(ProducerRecord<byte[], byte[]> record) throws Exception {
        return RecordCodec.decode(record.value(), DeviceProfile.class);
    }
}
