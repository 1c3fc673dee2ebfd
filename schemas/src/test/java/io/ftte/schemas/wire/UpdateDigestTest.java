package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.encoding.UpdateDigest;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UpdateDigestTest {
    private static final long TIME = 1_700_000_000_123L;

    private final UpdateDigest digest = new UpdateDigest();

    /** Devices in other languages must come to the same; computed with Python's hashlib. */
    @Test
    void of_sample_isWhatTheFormatSays() {
        assertThat(ModelDigest.hex(UpdateHeaders.digest(Samples.update(), TIME)))
                .isEqualTo("ade404090a3d73657293e84da8c1c39c1ef4ff6374758bb13305af71b8de7c2f");
    }

    @Test
    void of_recordAndItsBytes_isTheSame() throws Exception {
        UpdateReader reader = new UpdateReader();
        DeviceUpdate signed =
                DeviceUpdate.newBuilder(Samples.update())
                        .setSignature(ByteBuffer.allocate(UpdateReader.SIGNATURE_BYTES))
                        .build();
        for (DeviceUpdate update : List.of(Samples.update(), signed)) {
            byte[] value = RecordCodec.encode(update);
            reader.read(value);
            byte[] read =
                    digest.of(
                            reader.header(),
                            value,
                            reader.deltaOffset(),
                            reader.deltaLength(),
                            TIME);
            assertThat(read).isEqualTo(UpdateHeaders.digest(Samples.update(), TIME));
        }
    }

    @Test
    void of_anythingChanged_isAnother() {
        Set<String> digests = new HashSet<>();
        List<UnaryOperator<DeviceUpdate.Builder>> changes =
                List.of(
                        update -> update,
                        update -> update.setModelId("model-1"),
                        update -> update.setModelId("model-0g").setDeviceId("erät-7"),
                        update -> update.setDeviceId("gerät-8"),
                        update -> update.setSequence(42),
                        update -> update.setBaseVersion(4),
                        update -> update.setPlanId(2),
                        update -> update.setExamples(121),
                        update -> update.setTotalLength(9),
                        update -> update.setFrom(4),
                        update -> update.setEncoding(TensorEncoding.F16),
                        update -> update.setDelta(ByteBuffer.wrap(new byte[12])),
                        update -> update.setDelta(ByteBuffer.wrap(new byte[16])));
        for (UnaryOperator<DeviceUpdate.Builder> change : changes) {
            DeviceUpdate update = change.apply(DeviceUpdate.newBuilder(Samples.update())).build();
            digests.add(ModelDigest.hex(UpdateHeaders.digest(update, TIME)));
        }
        digests.add(ModelDigest.hex(UpdateHeaders.digest(Samples.update(), TIME + 1)));

        assertThat(digests).hasSize(changes.size() + 1);
    }
}
