package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private final Cursor cursor = new Cursor();

    @Test
    void readLongAndInt_ofWhatAvroWrites_returnTheNumber() throws Exception {
        Random random = new Random(19);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            cursor.reset(avro(value));
            assertThat(cursor.readLong("n")).isEqualTo(value);
            cursor.end();
            cursor.reset(avro((int) value));
            assertThat(cursor.readInt("n")).isEqualTo((int) value);
            cursor.end();
        }
    }

    @Test
    void readLong_ofTheExtremes_returnsThem() throws Exception {
        for (long value : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1}) {
            cursor.reset(avro(value));
            assertThat(cursor.readLong("n")).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80808080808080808002", // the tenth byte holds more than bit 63
                "8080808080808080808000", // eleven bytes
                "80", // cut off
                ""
            })
    void readLong_impossibleForms_areRefused(String hex) {
        cursor.reset(HexFormat.of().parseHex(hex));
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> cursor.readLong("n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080808010", "808080808000"})
    void readInt_moreThan32Bits_isRefused(String hex) {
        cursor.reset(HexFormat.of().parseHex(hex));
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> cursor.readInt("n"));
    }

    private static byte[] avro(long value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(value);
        return out.toByteArray();
    }
}
