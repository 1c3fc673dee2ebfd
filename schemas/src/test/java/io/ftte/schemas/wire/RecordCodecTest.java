package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.Tick;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {

    static Iterable<SpecificRecord> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_ofEncoded_returnsTheRecord(SpecificRecord sample) throws Exception {
        byte[] bytes = RecordCodec.encode(sample);
        assertThat(RecordCodec.decode(bytes)).isEqualTo(sample);
        assertThat(RecordCodec.decode(bytes, sample.getClass())).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_truncatedAnywhere_isRefused(SpecificRecord sample) {
        byte[] bytes = RecordCodec.encode(sample);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> RecordCodec.decode(truncated));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decode_withATrailingByte_isRefused(SpecificRecord sample) {
        byte[] bytes = RecordCodec.encode(sample);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> RecordCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessage("1 bytes follow the end of the record");
    }

    @Test
    void samples_ofEveryBundledType_exist() {
        assertThat(Samples.all())
                .extracting(SpecificRecord::getClass)
                .containsExactlyInAnyOrderElementsOf(RecordCodec.TYPES);
    }

    @Test
    void decode_unknownFingerprint_namesIt() {
        byte[] bytes = RecordCodec.encode(new Tick(1L));
        Arrays.fill(bytes, 2, 10, (byte) 0xAB);
        assertThatThrownBy(() -> RecordCodec.decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("abababababababab");
    }

    @Test
    void decode_anotherType_namesBoth() {
        byte[] bytes = RecordCodec.encode(new Tick(1L));
        assertThatThrownBy(() -> RecordCodec.decode(bytes, DeviceUpdate.class))
                .isInstanceOf(WireException.class)
                .hasMessage("expected a DeviceUpdate, found a Tick");
    }

    @Test
    void decode_textInsteadOfARecord_isRefused() {
        byte[] bytes = "{\"modelId\": 1}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RecordCodec.decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageEndingWith("instead of c301 and a fingerprint; this looks like JSON");
    }

    @Test
    void encode_recordThatNeverTravelsAlone_isRefused() {
        assertThatThrownBy(() -> RecordCodec.encode(new IndexRange(0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Lengths and counts of 2 GB and more in a record of 25 bytes at most. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "feffffff0f", // a string of 2^31 - 1 bytes
                "0261feffffff0f", // an id, then a string or a timestamp or an array of 2^31 - 1
                "02610000feffffff0f", // an id, two zeros, then an array or bytes of 2^31 - 1
                "026100feffffff0f", // an id, a zero, then an array of 2^31 - 1 items
                "026100ffffffff0f02", // the same as a negative count with a block size
                "026100ffffffffffffffffff01", // a count of -2^63, which has no positive twin
                "ffffffffffffffffff01", // a string of -2^63 bytes
                "026102fa" // an array whose first item is cut off
            })
    void decode_hostileLengths_allocatesLittle(String body) {
        byte[] tail = HexFormat.of().parseHex(body);
        for (SpecificRecord sample : Samples.all()) {
            if (sample instanceof Tick) {
                continue; // one number: it has no length to lie about
            }
            byte[] bytes = Header.of(Header.fingerprint(sample.getSchema()));
            byte[] record = Arrays.copyOf(bytes, bytes.length + tail.length);
            System.arraycopy(tail, 0, record, bytes.length, tail.length);
            assertThat(record).hasSizeLessThanOrEqualTo(25);
            assertThat(allocatedByRefusing(record))
                    .as(sample.getSchema().getName())
                    .isLessThan(64 << 10);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0261feffffff0f, models announces 2147483647 items in 0 bytes",
        "0261ffffffffffffffffff0100, models announces -9223372036854775808 items in 0 bytes",
        "026103040261, the record ends within models"
    })
    void decode_impossibleCounts_areNamed(String body, String reason) {
        byte[] header = Header.of(Header.fingerprint(DeviceProfile.getClassSchema()));
        byte[] record = HexFormat.of().parseHex(ModelDigest.hex(header) + body);
        assertThatThrownBy(() -> RecordCodec.decode(record))
                .isInstanceOf(WireException.class)
                .hasMessage(reason);
    }

    @Test
    void decode_firstReleasesBytes_staysReadable() throws Exception {
        byte[] update = HexFormat.of().parseHex(FirstRelease.UPDATE);
        assertThat(RecordCodec.decode(update)).isEqualTo(Samples.update());
        assertThat(RecordCodec.decode(HexFormat.of().parseHex(FirstRelease.PROFILE)))
                .isEqualTo(
                        new DeviceProfile(
                                "d",
                                List.of("m"),
                                65_536L,
                                Map.of("dense", 0.5f),
                                null,
                                null,
                                null,
                                null));
    }

    @Test
    void decode_largeRecord_allocatesInProportion() throws Exception {
        byte[] values = new byte[512 << 10];
        byte[] record = RecordCodec.encode(new ParameterChunk("m", 0, 0, ByteBuffer.wrap(values)));
        RecordCodec.decode(record);
        long before = Allocation.bytes();
        RecordCodec.decode(record);
        assertThat(Allocation.bytes() - before).isLessThan(record.length + (64 << 10));
    }

    private static long allocatedByRefusing(byte[] record) {
        long allocated = 0;
        for (int i = 0; i < 2; i++) {
            long before = Allocation.bytes();
            try {
                RecordCodec.decode(record);
                throw new AssertionError("accepted " + ModelDigest.hex(record));
            } catch (WireException expected) {
                allocated = Allocation.bytes() - before;
            }
        }
        return allocated;
    }
}
