package io.ftte.aggregation.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The sum that noise is for: whatever differs in one of these gets other noise.
 *
 * @param version that the sum goes into
 * @param nonce what the sum is made of; one nonce goes with one sum
 */
public record NoiseName(String modelId, int generation, long version, int planId, byte[] nonce) {

    /**
     * All of it and the use that is made of it, integers big-endian: label and model id, each after
     * its length in UTF-8 bytes as a 32-bit integer, generation (32 bits), version (64), plan (32)
     * and the nonce.
     */
    byte[] bytes(String label) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            for (String text : new String[] {label, modelId}) {
                byte[] encoded = text.getBytes(UTF_8);
                data.writeInt(encoded.length);
                data.write(encoded);
            }
            data.writeInt(generation);
            data.writeLong(version);
            data.writeInt(planId);
            data.write(nonce);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
