package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a sum is of, as 32 bytes from which the helper's noise follows: another sum gets other
 * noise, or the two would tell the noise. How it is cut into slices, and how a release encodes what
 * it is asked, is left out.
 */
final class SumNonce {
    private SumNonce() {}

    /**
     * SHA-256 of length, noise multiple, and of each contribution device, sequence, seed and
     * weight; a device's id after its length in bytes.
     */
    static byte[] of(SumRequest request) {
        MessageDigest digest = sha256();
        digest.update(
                ByteBuffer.allocate(2 * Integer.BYTES)
                        .putInt(request.getLength())
                        .putInt(request.getNoiseMultiple())
                        .array());
        for (ShareWeight share : request.getContributions()) {
            byte[] device = share.getDeviceId().getBytes(UTF_8);
            digest.update(
                    ByteBuffer.allocate(2 * Integer.BYTES + device.length + 2 * Long.BYTES)
                            .putInt(device.length)
                            .put(device)
                            .putLong(share.getSequence())
                            .putLong(share.getSeedId())
                            .putInt(share.getWeight())
                            .array());
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
