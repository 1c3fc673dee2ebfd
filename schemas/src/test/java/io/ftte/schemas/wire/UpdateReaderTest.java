package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateReaderTest {

    private final UpdateReader reader = new UpdateReader();

    @ParameterizedTest
    @EnumSource
    void read_anUpdate_givesItsFields(TensorEncoding encoding) throws Exception {
        float[] delta = new float[300];
        Arrays.fill(delta, 0.5f);
        byte[] value = RecordCodec.encode(Samples.update(encoding, delta));
        assertThat(reader.read(value)).isEqualTo(UpdateReader.Kind.UPDATE);
        assertThat(reader.modelId()).isEqualTo("model-0");
        assertThat(reader.deviceId()).isEqualTo("gerät-7");
        assertThat(reader.sequence()).isEqualTo(41);
        assertThat(reader.baseVersion()).isEqualTo(3);
        assertThat(reader.planId()).isEqualTo(1);
        assertThat(reader.examples()).isEqualTo(120);
        assertThat(reader.totalLength()).isEqualTo(305);
        assertThat(reader.from()).isEqualTo(5);
        assertThat(reader.encoding()).isEqualTo(encoding);
        assertThat(reader.components()).isEqualTo(300);
        int end = reader.deltaOffset() + reader.deltaLength();
        assertThat(Arrays.copyOfRange(value, reader.deltaOffset(), end))
                .isEqualTo(Tensors.encode(encoding, delta, 0, 300));
    }

    @Test
    void read_firstReleasesBytes_staysReadable() throws Exception {
        assertThat(reader.read(HexFormat.of().parseHex(FirstRelease.TICK)))
                .isEqualTo(UpdateReader.Kind.TICK);
        assertThat(reader.read(HexFormat.of().parseHex(FirstRelease.UPDATE)))
                .isEqualTo(UpdateReader.Kind.UPDATE);
    }

    @Test
    void read_signed_saysWhereTheSignatureIs() throws Exception {
        byte[] signature = new byte[UpdateReader.SIGNATURE_BYTES];
        Arrays.fill(signature, (byte) 7);
        byte[] signed = RecordCodec.encode(signed(signature));

        assertThat(reader.read(signed)).isEqualTo(UpdateReader.Kind.UPDATE);
        assertThat(reader.isSigned()).isTrue();
        int from = reader.signatureOffset();
        assertThat(Arrays.copyOfRange(signed, from, from + signature.length)).isEqualTo(signature);
        reader.read(RecordCodec.encode(Samples.update()));
        assertThat(reader.isSigned()).isFalse();
        reader.read(signed);
        reader.read(HexFormat.of().parseHex(FirstRelease.UPDATE));
        assertThat(reader.isSigned()).isFalse();
    }

    @Test
    void read_signatureOfAnotherLength_isRefused() {
        assertRefused(RecordCodec.encode(signed(new byte[63])), "signature has 63 bytes");
        assertRefused(RecordCodec.encode(signed(new byte[100_000])), "signature has 100000 bytes");
    }

    private static DeviceUpdate signed(byte[] signature) {
        return DeviceUpdate.newBuilder(Samples.update())
                .setSignature(ByteBuffer.wrap(signature))
                .build();
    }

    @Test
    void read_everyTruncation_isRefused() {
        for (byte[] value :
                new byte[][] {
                    RecordCodec.encode(Samples.update()), RecordCodec.encode(new Tick(1000L))
                }) {
            for (int length = 0; length < value.length; length++) {
                byte[] truncated = Arrays.copyOf(value, length);
                assertThatThrownBy(() -> reader.read(truncated)).isInstanceOf(WireException.class);
            }
        }
    }

    @Test
    void read_trailingBytes_areRefused() {
        byte[] update = RecordCodec.encode(Samples.update());
        assertRefused(Arrays.copyOf(update, update.length + 1), "1 bytes follow");
        byte[] tick = RecordCodec.encode(new Tick(1000L));
        assertRefused(Arrays.copyOf(tick, tick.length + 2), "2 bytes follow");
    }

    @Test
    void read_anotherRecord_namesItAndItsFingerprintAsItTravels() {
        byte[] fence = RecordCodec.encode(new ControlFence("run"));
        String fingerprint = HexFormat.of().formatHex(fence, 2, Header.LENGTH);
        assertRefused(fence, "found ControlFence (" + fingerprint + "), expected DeviceUpdate (");
    }

    @Test
    void read_unknownFingerprint_isNamedAsItTravels() {
        byte[] update = RecordCodec.encode(Samples.update());
        for (int i = 2; i < Header.LENGTH; i++) {
            update[i] = (byte) i;
        }
        assertRefused(update, "unknown schema fingerprint 0203040506070809, expected DeviceUpdate");
    }

    @Test
    void read_fingerprintWrittenBackwards_saysSo() {
        byte[] update = RecordCodec.encode(Samples.update());
        byte[] reversed = update.clone();
        for (int i = 2; i < Header.LENGTH; i++) {
            reversed[i] = update[Header.LENGTH + 1 - i];
        }
        assertRefused(reversed, "it is that of DeviceUpdate written backwards");
    }

    @Test
    void read_otherFormats_areGuessed() {
        assertRefused("{\"modelId\": 1}".getBytes(StandardCharsets.UTF_8), "looks like JSON");
        assertRefused(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "starts with the bytes 1f8b0800");
        assertRefused(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "looks like gzip");
        assertRefused(new byte[] {'O', 'b', 'j', 1, 0}, "looks like an Avro container file");
        assertRefused(new byte[] {0, 0, 0, 0, 7, 1, 2}, "looks like a schema registry's format");
        assertRefused(new byte[] {7, 7}, "starts with the bytes 0707 instead of c301");
        assertRefused(new byte[0], "the record ends within the header");
    }

    @Test
    void read_chunkBeyondItsTotalLength_isReadAndDoesNotFit() throws Exception {
        DeviceUpdate update = Samples.update();
        reader.read(RecordCodec.encode(update));
        assertThat(reader.fits()).isTrue();
        for (int totalLength : new int[] {7, 0, -1}) {
            reader.read(
                    RecordCodec.encode(
                            DeviceUpdate.newBuilder(update).setTotalLength(totalLength).build()));
            assertThat(reader.fits()).isFalse();
        }
        reader.read(
                RecordCodec.encode(
                        DeviceUpdate.newBuilder(update).setFrom(Integer.MAX_VALUE).build()));
        assertThat(reader.fits()).isFalse();
    }

    @Test
    void device_keyThatIsAnId_isTheDevice() {
        assertThat(UpdateReader.device("gerät-7".getBytes(StandardCharsets.UTF_8)))
                .contains("gerät-7");
        assertThat(UpdateReader.device(new byte[0])).isEmpty();
        assertThat(UpdateReader.device(new byte[257])).isEmpty();
        assertThat(UpdateReader.device(new byte[] {(byte) 0xFF})).isEmpty();
    }

    @Test
    void read_hostileFields_areNamed() {
        assertRefused(u -> u.setModelId(""), "modelId has 0 bytes");
        assertRefused(u -> u.setModelId("m".repeat(257)), "modelId has 257 bytes");
        assertRefused(u -> u.setDeviceId("é".repeat(129)), "deviceId has 258 bytes");
        assertRefused(u -> u.setSequence(-1), "sequence is negative");
        assertRefused(u -> u.setBaseVersion(Long.MIN_VALUE), "baseVersion is negative");
        assertRefused(u -> u.setFrom(-1), "from is negative");
        assertRefused(u -> u.setDelta(ByteBuffer.allocate(0)), "0 bytes of F32");
        assertRefused(u -> u.setDelta(ByteBuffer.allocate(6)), "6 bytes of F32");
        assertRefused(
                u -> u.setEncoding(TensorEncoding.INT8).setDelta(ByteBuffer.allocate(264)),
                "264 bytes of INT8");
    }

    @Test
    void read_invalidUtf8_isRefused() {
        byte[] value = RecordCodec.encode(Samples.update());
        value[Header.LENGTH + 1] = (byte) 0xFF;
        assertRefused(value, "modelId is not valid UTF-8");
    }

    @Test
    void read_idsOf256Bytes_areAccepted() throws Exception {
        DeviceUpdate.Builder update = DeviceUpdate.newBuilder(Samples.update());
        update.setModelId("é".repeat(128)).setDeviceId("d".repeat(256));
        reader.read(RecordCodec.encode(update.build()));
        assertThat(reader.modelId()).hasSize(128);
    }

    @Test
    void read_repeated_allocatesOnlyTheIds() throws Exception {
        byte[] value = RecordCodec.encode(Samples.update());
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long before = Allocation.bytes();
            reader.read(value);
            allocated = Math.min(allocated, Allocation.bytes() - before);
        }
        assertThat(allocated).isLessThanOrEqualTo(120);
    }

    private void assertRefused(Consumer<DeviceUpdate.Builder> change, String message) {
        DeviceUpdate.Builder update = DeviceUpdate.newBuilder(Samples.update());
        change.accept(update);
        assertRefused(RecordCodec.encode(update.build()), message);
    }

    private void assertRefused(byte[] value, String message) {
        assertThatThrownBy(() -> reader.read(value))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(message);
    }
}
