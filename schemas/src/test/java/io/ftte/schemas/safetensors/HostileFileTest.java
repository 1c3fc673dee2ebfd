package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may say that is not so. The heap of these tests is small. */
class HostileFileTest {

    private static final String GOOD = entry("a", "F32", "[2]", 0, 8);

    @TempDir Path folder;

    @ParameterizedTest
    @MethodSource
    void open_wrongHeader_saysWhatInOneLine(String header, String message) throws Exception {
        assertRefused(RawFile.write(file(), header, new byte[16]), message);
    }

    static Stream<Arguments> open_wrongHeader_saysWhatInOneLine() {
        return Map.ofEntries(
                        Map.entry("", "does not begin with {"),
                        Map.entry(" {}", "does not begin with {"),
                        Map.entry("[]", "does not begin with {"),
                        Map.entry("{", "not valid JSON"),
                        Map.entry("{} x", "not valid JSON"),
                        Map.entry("{} {}", "something follows the header's object"),
                        Map.entry("{}", "describes 0 bytes of data, but 16 follow"),
                        Map.entry("{" + GOOD + "}", "describes 8 bytes of data, but 16 follow"),
                        Map.entry(
                                "{" + entry("a", "F32", "[8]", 0, 32) + "}",
                                "describes 32 bytes of data, but 16 follow"),
                        Map.entry("{" + GOOD + "," + GOOD + "}", "Duplicate field 'a'"),
                        Map.entry(
                                "{" + GOOD + "," + entry("b", "F32", "[3]", 4, 16) + "}",
                                "'b' begins at byte 4 of the data, but the one before it ends at"
                                        + " 8"),
                        Map.entry(
                                "{" + GOOD + "," + entry("b", "F32", "[1]", 12, 16) + "}",
                                "'b' begins at byte 12"),
                        Map.entry("{" + entry("a", "F32", "[2]", 8, 16) + "}", "begins at byte 8"),
                        Map.entry(
                                "{" + entry("a", "F32", "[3]", 0, 16) + "}",
                                "'a' of shape [3] in F32 cannot lie at bytes 0 to 16"),
                        Map.entry("{" + entry("a", "F32", "[-4]", 0, 16) + "}", "shape [-4]"),
                        Map.entry("{" + entry("a", "F32", "[-2,-2]", 0, 16) + "}", "[-2, -2]"),
                        Map.entry("{" + entry("a", "F32", "[2]", 8, 0) + "}", "at bytes 8 to 0"),
                        Map.entry("{" + entry("a", "F32", "[2]", -8, 0) + "}", "bytes -8 to 0"),
                        Map.entry(
                                // 4 · 2^62 is 0 in 64 bits.
                                "{" + entry("a", "F32", "[1073741824,1073741824,4]", 0, 0) + "}",
                                "cannot lie at bytes 0 to 0"),
                        Map.entry(
                                "{" + entry("a", "F32", "[4294967298]", 0, 8) + "}",
                                "'a' has a dimension of 4294967298"),
                        Map.entry(
                                "{" + entry("a", "F32", "[99999999999999999999]", 0, 8) + "}",
                                "shape of tensor 'a' must hold integers of 64 bits"),
                        Map.entry("{" + entry("a", "F32", "[2.0]", 0, 8) + "}", "must hold int"),
                        Map.entry("{" + entry("a", "F32", "\"2\"", 0, 8) + "}", "be an array"),
                        Map.entry(
                                "{" + entry("a", "F32", "[" + "1,".repeat(64) + "1]", 0, 4) + "}",
                                "more than 64 numbers"),
                        Map.entry(
                                "{" + entry("a", "I64", "[2]", 0, 16) + "}",
                                "'a' has the type 'I64'; parameters are F64, F32, F16, BF16"),
                        Map.entry("{\"a\":{\"dtype\":{}}}", "dtype of tensor 'a' must be a string"),
                        Map.entry("{\"a\":{\"dtype\":\"F32\"}}", "'a' needs a dtype, a shape and"),
                        Map.entry("{\"a\":{}}", "'a' needs a dtype"),
                        Map.entry("{\"a\":[]}", "'a' must be an object"),
                        Map.entry("{\"__metadata__\":{\"k\":1}}", "'k' must be a string"),
                        Map.entry("{\"__metadata__\":\"k\"}", "'__metadata__' must be an object"),
                        Map.entry(
                                "{\"a\\u001b\\n%s\":1}".formatted("x".repeat(100)),
                                "'a??" + "x".repeat(57) + "…' must be an object"),
                        Map.entry("{\"a\":{\"x\":" + "[".repeat(2_000), "not valid JSON"))
                .entrySet()
                .stream()
                .map(test -> Arguments.of(test.getKey(), test.getValue()));
    }

    @ParameterizedTest
    @ValueSource(longs = {17, 100_000_001, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void open_announcedHeaderTooLong_refusedWithoutAllocating(long announced) throws Exception {
        assertRefused(
                RawFile.write(
                        file(), announced, "{}".getBytes(StandardCharsets.UTF_8), new byte[14]),
                "announces a header of " + Long.toUnsignedString(announced) + " bytes; it has 24");
    }

    @Test
    void open_shorterThanALength_refused() throws Exception {
        assertRefused(Files.write(file(), new byte[7]), "it has no header; it has 7 bytes");
    }

    @Test
    void open_invalidUtf8_refused() throws Exception {
        byte[] header = ("{" + GOOD + "}").getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xFF;
        assertRefused(
                RawFile.write(file(), header.length, header, new byte[8]), "header is not UTF-8");
    }

    @Test
    void open_randomlyChangedBytes_refusedOrRead() throws Exception {
        String header =
                "{\"__metadata__\":{\"k\":\"v\"},"
                        + GOOD
                        + ","
                        + entry("b", "F16", "[4]", 8, 16)
                        + "}";
        byte[] good = Files.readAllBytes(RawFile.write(file(), header, new byte[16]));
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length - 16)] = (byte) random.nextInt();
            }
            try (SafetensorsFile in = SafetensorsFile.open(Files.write(file(), bytes))) {
                for (SafetensorsTensor tensor : in.tensors()) {
                    in.read(tensor, new float[(int) tensor.elements()], 0);
                }
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith(file().toString());
                refused++;
            }
        }
        assertThat(refused).isBetween(800, 999);
    }

    private Path file() {
        return folder.resolve("hostile.safetensors");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
