package io.ftte.control.sets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which plan of a set a device trains. It follows from who trains what, so that devices need no
 * message to agree, the server can tell, and in time every device trains every plan (sub-models
 * that rotate: Alam et al. 2022, "FedRolex", arXiv 2212.01548; at random: Caldas et al. 2018,
 * "Expanding the Reach of Federated Learning by Reducing Client Resource Requirements", arXiv
 * 1812.07210).
 */
public final class PlanRotation {
    private PlanRotation() {}

    /**
     * The place, from 0, of the plan to train: the first 8 bytes of SHA-256 over the device id in
     * UTF-8 and the base version in 8 bytes, both numbers unsigned and big-endian, modulo the
     * number of places.
     *
     * @param places how many plans take turns, at least 1
     */
    public static int place(String deviceId, long baseVersion, int places) {
        if (places == 1) {
            return 0;
        }
        MessageDigest sha256 = sha256();
        sha256.update(deviceId.getBytes(UTF_8));
        byte[] hash = sha256.digest(ByteBuffer.allocate(Long.BYTES).putLong(baseVersion).array());
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), places);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
