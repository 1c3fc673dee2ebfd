package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.data.Digits;
import io.ftte.encoding.DeltaEncoding;
import io.ftte.encoding.UpdateDigest;
import io.ftte.encoding.UpdateHeader;
import io.ftte.ondevice.PhoneApp;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.SeededInts;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.wire.UpdateReader;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The app of docs/on-a-phone.md, run on digits; the job's reader takes what it sends. */
class PhoneAppRunTest {
    private static final int LENGTH = PhoneApp.NETWORK.parameterCount();
    private static final int CLASSIFIER = PhoneApp.NETWORK.weights().get(1).kernel().offset();
    private static final int COUNT = LENGTH - CLASSIFIER;

    private record Sent(String key, long time, byte[] value) {}

    private final float[] parameters = HeNormal.parameters(PhoneApp.NETWORK, 1);
    private final Dataset own = Digits.load().subset(IntStream.range(0, 60).toArray());
    private final List<Sent> sent = new ArrayList<>();

    @Test
    void takePart_planOfTheClassifier_sendsWhatTheJobReads() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        new PhoneApp(gateway(), "phone-1", pair.getPrivate()).takePart(own, 41, 7);

        assertThat(sent).hasSize(1);
        Sent one = sent.get(0);
        assertThat(one.key()).isEqualTo("phone-1");
        UpdateReader reader = new UpdateReader();
        assertThat(reader.read(one.value())).isEqualTo(UpdateReader.Kind.UPDATE);
        assertThat(reader.header())
                .isEqualTo(
                        new UpdateHeader(
                                "digits", "phone-1", 41, 3, 2, 60, COUNT, 0, DeltaEncoding.INT8));
        byte[] digest =
                new UpdateDigest()
                        .of(
                                reader.header(),
                                one.value(),
                                reader.deltaOffset(),
                                reader.deltaLength(),
                                one.time());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(pair.getPublic());
        signature.update(digest);
        assertThat(
                        signature.verify(
                                one.value(),
                                reader.signatureOffset(),
                                UpdateReader.SIGNATURE_BYTES))
                .isTrue();
        float[] delta = new float[COUNT];
        DeltaEncoding.INT8.decode(one.value(), reader.deltaOffset(), 0, 0, COUNT, delta, 0);
        assertThat(delta).isEqualTo(expected());
    }

    /** Through the encoding and back. */
    private float[] expected() {
        float[] learned =
                new LocalTrainer(PhoneApp.NETWORK, new TrainingSettings(10, 20, 0.1f))
                        .train(
                                parameters,
                                TrainableSubset.of(2, new int[] {CLASSIFIER}, new int[] {LENGTH}),
                                own,
                                SeededInts.of(7, 41));
        float[] decoded = new float[COUNT];
        DeltaEncoding.INT8.decode(
                DeltaEncoding.INT8.encode(learned, 0, COUNT), 0, 0, 0, COUNT, decoded, 0);
        return decoded;
    }

    private PhoneApp.Gateway gateway() {
        return new PhoneApp.Gateway() {
            @Override
            public PhoneApp.Version newest() {
                return new PhoneApp.Version(
                        "digits",
                        3,
                        DeltaEncoding.F32.encode(parameters, 0, LENGTH),
                        2,
                        new int[] {CLASSIFIER},
                        new int[] {LENGTH});
            }

            @Override
            public void send(String deviceId, long eventTimeMs, byte[] value) {
                sent.add(new Sent(deviceId, eventTimeMs, value));
            }
        };
    }
}
