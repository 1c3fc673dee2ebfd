package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void isValid_everySequenceOfTwoBytes_agreesWithTheJdk() {
        for (int i = 0; i < 0x10000; i++) {
            assertAgrees(new byte[] {(byte) (i >> 8), (byte) i});
        }
    }

    @Test
    void isValid_randomLongerSequences_agreesWithTheJdk() {
        Random random = new Random(13);
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = new byte[3 + random.nextInt(3)];
            random.nextBytes(bytes);
            bytes[0] |= (byte) 0xE0;
            for (int j = 2; j < bytes.length; j++) {
                bytes[j] = (byte) (bytes[j] & 0x3F | 0x80);
            }
            assertAgrees(bytes);
            assertAgrees(new byte[] {bytes[0], bytes[1], bytes[2]});
        }
    }

    @Test
    void isValid_charactersOfEveryWidth_areAccepted() {
        byte[] bytes = "aé€😀\u0000".getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isTrue();
        assertThat(Utf8.isValid(bytes, 0, bytes.length - 2)).isFalse();
    }

    private static void assertAgrees(byte[] bytes) {
        boolean expected = true;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            expected = false;
        }
        if (Utf8.isValid(bytes, 0, bytes.length) != expected) {
            throw new AssertionError(ModelDigest.hex(bytes) + " should be valid: " + expected);
        }
    }
}
