package io.ftte.schemas.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.TensorEncoding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code schemas/vectors/encodings.json} and {@code digests.json}: numbers as little-endian
 * float32, what the encodings make of them, what is decoded again, and the digest of a version.
 */
class NumberVectorsTest {
    private static final int BLOCK_AND_A_BIT = 300;
    private static final int LEAF_AND_A_BIT = 1_030;

    @Test
    void encodings() throws Exception {
        ArrayNode vectors = VectorFile.array();
        for (Map.Entry<String, float[]> numbers : numbers().entrySet()) {
            for (TensorEncoding encoding : TensorEncoding.values()) {
                float[] values = numbers.getValue();
                byte[] bytes = Tensors.encode(encoding, values, 0, values.length);
                float[] decoded = new float[values.length];
                Tensors.decode(encoding, bytes, 0, 0, 0, values.length, decoded, 0);
                vectors.add(
                        VectorFile.object(numbers.getKey() + " in " + encoding)
                                .put("encoding", encoding.name())
                                .put("numbers", floats(values))
                                .put("bytes", VectorFile.hex(bytes))
                                .put("decoded", floats(decoded)));
            }
        }
        new VectorFile("encodings").assertHolds(vectors);
    }

    @Test
    void digests() throws Exception {
        ArrayNode vectors = VectorFile.array();
        for (int count : new int[] {1, ModelDigest.LEAF, LEAF_AND_A_BIT}) {
            float[] parameters = ramp(count);
            vectors.add(
                    VectorFile.object(count + " parameters")
                            .put("parameters", floats(parameters))
                            .put("digest", ModelDigest.hex(ModelDigest.of(parameters))));
        }
        new VectorFile("digests").assertHolds(vectors);
    }

    private static Map<String, float[]> numbers() {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        numbers.put("some numbers", new float[] {0.5f, -1.25f, 3e-7f, 1f / 3, -0f, 0f});
        numbers.put(
                "halves between two, to the even one",
                new float[] {1 + 1f / 2048, 1 + 3f / 2048, 65_519f, 65_520f, 6e-8f, 2e-8f});
        numbers.put("steps between two, to the even one", new float[] {127, 0.5f, 1.5f, -2.5f, 3});
        numbers.put("zeros", new float[3]);
        numbers.put("more than a block of INT8", ramp(BLOCK_AND_A_BIT));
        return numbers;
    }

    private static float[] ramp(int count) {
        float[] ramp = new float[count];
        for (int i = 0; i < count; i++) {
            ramp[i] = (i - count / 2) / 64f;
        }
        return ramp;
    }

    private static String floats(float[] values) {
        return VectorFile.hex(Tensors.encode(TensorEncoding.F32, values, 0, values.length));
    }
}
