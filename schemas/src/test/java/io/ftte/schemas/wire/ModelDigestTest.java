package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.encoding.ModelDigest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelDigestTest {

    @Test
    void of_parametersOfAGoldenVersion_isItsDigest() throws Exception {
        JsonNode version;
        try (InputStream in = getClass().getResourceAsStream("/golden/ftte-version-1.json")) {
            version = new ObjectMapper().readTree(in);
        }
        float[] parameters = new float[version.get("parameters").size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) version.get("parameters").get(i).doubleValue();
        }
        assertThat(ModelDigest.hex(ModelDigest.of(parameters)))
                .isEqualTo(version.get("digest").textValue());
    }

    @Test
    void digest_ofLeavesHashedShardByShard_equalsTheWhole() {
        float[] parameters = new float[5 * ModelDigest.LEAF + 17];
        Random random = new Random(5);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = random.nextFloat();
        }
        ByteArrayOutputStream leaves = new ByteArrayOutputStream();
        for (int from = 0; from < parameters.length; from += 2 * ModelDigest.LEAF) {
            int count = Math.min(2 * ModelDigest.LEAF, parameters.length - from);
            leaves.writeBytes(ModelDigest.leafHashes(parameters, from, count));
        }
        assertThat(leaves.size()).isEqualTo(6 * 32);
        assertThat(ModelDigest.digest(leaves.toByteArray())).isEqualTo(ModelDigest.of(parameters));
    }

    @Test
    void of_minusZero_differsFromZero() {
        assertThat(ModelDigest.of(new float[] {-0f})).isNotEqualTo(ModelDigest.of(new float[] {0}));
    }
}
