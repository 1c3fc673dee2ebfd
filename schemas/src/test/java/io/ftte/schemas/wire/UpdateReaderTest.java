package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import java.nio.ByteBuffer;
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
    void read_anotherRecord_namesItsFingerprint() {
        byte[] fence = RecordCodec.encode(new ControlFence("run"));
        String fingerprint =
                String.format("%016x", Header.fingerprint(ControlFence.getClassSchema()));
        assertRefused(fence, fingerprint);
    }

    @Test
    void read_hostileFields_areNamed() {
        assertRefused(u -> u.setModelId(""), "modelId has 0 bytes");
        assertRefused(u -> u.setModelId("m".repeat(257)), "modelId has 257 bytes");
        assertRefused(u -> u.setDeviceId("é".repeat(129)), "deviceId has 258 bytes");
        assertRefused(u -> u.setSequence(-1), "sequence is negative");
        assertRefused(u -> u.setBaseVersion(Long.MIN_VALUE), "baseVersion is negative");
        assertRefused(u -> u.setFrom(-1), "from is negative");
        assertRefused(u -> u.setTotalLength(7), "components 5 to 8 do not fit");
        assertRefused(u -> u.setTotalLength(-1), "do not fit a totalLength of -1");
        assertRefused(u -> u.setFrom(Integer.MAX_VALUE), "do not fit");
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
