package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.encoding.UpdateHeader;
import io.ftte.encoding.UpdateRecord;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.ondevice.update.UpdateSigner;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a phone writes by hand is what Avro writes. */
class UpdateRecordTest {
    private static final long TIME = 1_700_000_000_123L;

    @Test
    void fingerprint_ofTheWriter_isTheSchemas() {
        assertThat(UpdateRecord.FINGERPRINT)
                .isEqualTo(Header.fingerprint(DeviceUpdate.getClassSchema()));
    }

    @ParameterizedTest
    @EnumSource
    void value_ofAnyRecord_isAvrosByteForByte(TensorEncoding encoding) {
        SplittableRandom random = new SplittableRandom(encoding.ordinal());
        for (int trial = 0; trial < 300; trial++) {
            DeviceUpdate update = random(encoding, random);
            UpdateRecord record = UpdateHeaders.record(update);
            byte[] signature = new byte[UpdateRecord.SIGNATURE_BYTES];
            signature[trial % 64] = (byte) trial;
            DeviceUpdate signed =
                    DeviceUpdate.newBuilder(update)
                            .setSignature(ByteBuffer.wrap(signature))
                            .build();

            assertThat(record.unsigned()).isEqualTo(RecordCodec.encode(update));
            assertThat(record.signed(signature)).isEqualTo(RecordCodec.encode(signed));
        }
    }

    private static DeviceUpdate random(TensorEncoding encoding, SplittableRandom random) {
        float[] delta = numbers(1 + random.nextInt(700));
        int from = random.nextInt(1 << random.nextInt(30));
        return new DeviceUpdate(
                "m".repeat(1 + random.nextInt(256)),
                "gerät-" + random.nextInt(100),
                random.nextLong() >>> 1 + random.nextInt(60),
                random.nextLong() >>> 1 + random.nextInt(60),
                random.nextInt() >> random.nextInt(30),
                1 + (random.nextLong() >>> 2 + random.nextInt(60)),
                from + delta.length + random.nextInt(1_000),
                from,
                encoding,
                ByteBuffer.wrap(Tensors.encode(encoding, delta, 0, delta.length)),
                null);
    }

    @ParameterizedTest
    @EnumSource
    void values_ofChunksSignedAndNot_areReadAsTheyWereMeant(DeltaEncoding encoding)
            throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        float[] delta = numbers(2_500);
        LocalUpdate update = new LocalUpdate("model", "gerät-7", 41, 3, 1, 120, delta);
        for (Optional<UpdateSigner> signer :
                List.of(
                        Optional.<UpdateSigner>empty(),
                        Optional.of(UpdateSigner.ed25519(pair.getPrivate())))) {
            List<byte[]> values = new UpdateChunks(encoding, 1_024).values(update, TIME, signer);

            assertThat(values).hasSize(3);
            UpdateReader reader = new UpdateReader();
            float[] joined = new float[2_500];
            for (int chunk = 0; chunk < 3; chunk++) {
                byte[] value = values.get(chunk);
                assertThat(reader.read(value)).isEqualTo(UpdateReader.Kind.UPDATE);
                int from = 1_024 * chunk;
                int count = Math.min(1_024, 2_500 - from);
                assertThat(reader.components()).isEqualTo(count);
                assertThat(reader.header())
                        .isEqualTo(
                                new UpdateHeader(
                                        "model", "gerät-7", 41, 3, 1, 120, 2_500, from, encoding));
                encoding.decode(value, reader.deltaOffset(), 0, 0, count, joined, from);
                assertThat(reader.isSigned()).isEqualTo(signer.isPresent());
                assertThat(signer.isEmpty() || verifies(pair, value)).isTrue();
            }
            float[] expected = new float[2_500];
            for (int from = 0; from < 2_500; from += 1_024) {
                int count = Math.min(1_024, 2_500 - from);
                encoding.decode(
                        encoding.encode(delta, from, count), 0, 0, 0, count, expected, from);
            }
            assertThat(joined).isEqualTo(expected);
        }
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.sin(i);
        }
        return numbers;
    }

    private static boolean verifies(KeyPair pair, byte[] value) throws Exception {
        DeviceUpdate record = RecordCodec.decode(value, DeviceUpdate.class);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(pair.getPublic());
        signature.update(UpdateHeaders.digest(record, TIME));
        return signature.verify(record.getSignature().array());
    }

    @Test
    void construct_whatNoReaderTakes_isRefused() {
        refused(header("", 0, 0), "modelId has 0 bytes, allowed are 1 to 256");
        refused(header("m".repeat(257), 0, 0), "modelId has 257 bytes, allowed are 1 to 256");
        refused(header("m", 0, -1), "sequence and base version count from 0, got -1 and 0");
        refused(
                header("m", 9, 0),
                "4 bytes of F32 from component 9 on are no part of 9 components");
    }

    private static UpdateHeader header(String modelId, int from, long sequence) {
        return new UpdateHeader(modelId, "d", sequence, 0, 0, 1, 9, from, DeltaEncoding.F32);
    }

    private static void refused(UpdateHeader header, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateRecord(header, new byte[4]))
                .withMessage(message);
    }
}
