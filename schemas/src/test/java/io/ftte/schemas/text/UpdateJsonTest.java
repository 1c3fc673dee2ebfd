package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.UpdateJson.Malformed;
import io.ftte.schemas.text.UpdateJson.Parsed;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.UpdateReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateJsonTest {

    private static final String LINE =
            "{\"modelId\": \"model-0\", \"deviceId\": \"gerät-7\", \"sequence\": 41,"
                + " \"baseVersion\": 3, \"planId\": 1, \"eventTime\": 1700000000025, \"examples\":"
                + " 120, \"delta\": [0.5, -1.25, 3e-7]}";

    @Test
    void parse_aLine_givesTimeKeyAndRecord() throws Exception {
        Parsed parsed = parsed(LINE);
        DeviceUpdate update = RecordCodec.decode(parsed.value(), DeviceUpdate.class);
        assertThat(parsed.eventTime()).isEqualTo(1_700_000_000_025L);
        assertThat(parsed.key()).isEqualTo("gerät-7".getBytes(StandardCharsets.UTF_8));
        assertThat(update).isEqualTo(update(new float[] {0.5f, -1.25f, 3e-7f}));
        assertThat(new UpdateReader().read(parsed.value())).isEqualTo(UpdateReader.Kind.UPDATE);
    }

    @Test
    void parse_ofWritten_keepsEveryBit() {
        Random random = new Random(17);
        float[] delta = new float[5_000];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = Float.intBitsToFloat(random.nextInt());
            delta[i] = Float.isNaN(delta[i]) ? Float.NaN : delta[i];
        }
        delta[0] = Float.POSITIVE_INFINITY;
        delta[1] = Float.NEGATIVE_INFINITY;
        delta[2] = Float.MIN_VALUE;
        delta[3] = -0f;
        Parsed parsed = parsed(UpdateJson.write(update(delta), 5L));
        assertThat(parsed.eventTime()).isEqualTo(5L);
        assertThat(parsed.value()).isEqualTo(RecordCodec.encode(update(delta)));
    }

    @Test
    void parse_numbersBeyondFloat32_becomeInfinite() throws Exception {
        float[] delta =
                delta("[1e39, -1e400, 123456789012345678901234567890123456789012, \"NaN\"]");
        assertThat(delta)
                .containsExactly(
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.POSITIVE_INFINITY,
                        Float.NaN);
    }

    @Test
    void parse_integersAndStringsInDelta_areNumbers() throws Exception {
        assertThat(delta("[1, -2, \"Infinity\", \"-Infinity\"]"))
                .containsExactly(1f, -2f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
"modelId": "model-0"  | "modelId": ""             | modelId must have 1 to 256
"modelId": "model-0"  | "modelId": 7              | modelId must be a string
"modelId": "model-0"  | "modelId": null           | modelId must be a string
"modelId": "model-0"  | "modelId": "\\ud800"      | surrogate
"modelId": "model-0", |                           | missing: modelId
"sequence": 41        | "sequence": -1            | sequence is negative
"sequence": 41        | "sequence": 41.0          | sequence must be an integer
"sequence": 41        | "sequence": "41"          | sequence must be an integer
"sequence": 41        | "sequence": true          | sequence must be an integer
"sequence": 41        | "sequence": 9223372036854775808 | sequence must be an
"baseVersion": 3      | "baseVersion": -3         | baseVersion is negative
"planId": 1           | "planId": 2147483648      | planId must be an integer
"examples": 120       | "examples": [120]         | examples must be an integer
1700000000025         | -1                        | eventTime must be 0 to
1700000000025         | 9000000000001             | eventTime must be 0 to
"examples": 120       | "examples": 1, "examples": 1 | Duplicate field
0.5                   | null                      | delta holds more than numbers
0.5                   | [0.5]                     | delta holds more than numbers
0.5                   | "0.5"                     | delta holds a string
0.5                   | NaN                       | not valid JSON
0.5                   | 0.5.                      | not valid JSON
[0.5, -1.25, 3e-7]    | []                        | delta is empty
[0.5, -1.25, 3e-7]    | "AAAA"                    | delta must be an array
3e-7]}                | 3e-7]} {}                 | something follows
3e-7]}                | 3e-7]} x                  | not valid JSON
3e-7]}                | 3e-7                      | not valid JSON
""")
    void parse_aSpoiltLine_isMalformedWithAReason(String part, String instead, String reason) {
        assertThat(LINE).contains(part);
        String line = LINE.replace(part, instead == null ? "" : instead);
        assertThat(UpdateJson.parse(line)).isInstanceOf(Malformed.class);
        assertThat(((Malformed) UpdateJson.parse(line)).detail())
                .contains(reason)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "7", "\"x\"", "{", "{}", "\u0000", "[[[[["})
    void parse_noObject_isMalformed(String line) {
        assertThat(UpdateJson.parse(line)).isInstanceOf(Malformed.class);
    }

    @Test
    void parse_everyTruncation_isMalformed() {
        for (int length = 0; length < LINE.length(); length++) {
            UpdateJson.Result result = UpdateJson.parse(LINE.substring(0, length));
            assertThat(result).isInstanceOf(Malformed.class);
            assertThat(((Malformed) result).detail()).doesNotContain("\n", "Source:");
        }
    }

    @Test
    void parse_deepNestingAndEndlessNumbers_areMalformed() {
        String deep = "[".repeat(100_000);
        assertThat(UpdateJson.parse(LINE.replace("0.5", deep))).isInstanceOf(Malformed.class);
        assertThat(UpdateJson.parse("{\"x\": " + deep)).isInstanceOf(Malformed.class);
        assertThat(UpdateJson.parse(LINE.replace("0.5", "9".repeat(100_000))))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void parse_unknownFieldsAndAnyOrder_areAccepted() {
        parsed(LINE.replace("{", "{\"note\": {\"a\": [1, 2]}, "));
        parsed(
                "{\"delta\": [1], \"examples\": -5, \"eventTime\": 9000000000000, \"planId\": -1,"
                        + " \"baseVersion\": 0, \"sequence\": 0, \"deviceId\": \"d\", \"modelId\":"
                        + " \"m\"}");
    }

    @Test
    void write_aChunk_isRefused() {
        DeviceUpdate chunk =
                DeviceUpdate.newBuilder(update(new float[] {1})).setTotalLength(2).build();
        assertThatThrownBy(() -> UpdateJson.write(chunk, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only whole updates have a text form");
    }

    private static DeviceUpdate update(float[] delta) {
        byte[] bytes = Tensors.encode(TensorEncoding.F32, delta, 0, delta.length);
        return new DeviceUpdate(
                "model-0",
                "gerät-7",
                41L,
                3L,
                1,
                120L,
                delta.length,
                0,
                TensorEncoding.F32,
                ByteBuffer.wrap(bytes),
                null);
    }

    private static float[] delta(String json) throws Exception {
        byte[] value = parsed(LINE.replace("[0.5, -1.25, 3e-7]", json)).value();
        UpdateReader reader = new UpdateReader();
        reader.read(value);
        float[] delta = new float[reader.components()];
        Tensors.decode(
                reader.encoding(), value, reader.deltaOffset(), 0, 0, delta.length, delta, 0);
        return delta;
    }

    private static Parsed parsed(String line) {
        assertThat(UpdateJson.parse(line)).isInstanceOf(Parsed.class);
        return (Parsed) UpdateJson.parse(line);
    }
}
