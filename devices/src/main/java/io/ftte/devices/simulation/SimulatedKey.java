package io.ftte.devices.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.privacy.PrivacyKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The privacy key of a simulation: no secret, so that a seed repeats a run. */
public final class SimulatedKey {
    private SimulatedKey() {}

    static PrivacyKey of(long seed) {
        return PrivacyKey.parse(text(seed));
    }

    /**
     * As a job takes it: 64 hexadecimal digits, SHA-256 over {@code ftte simulation}, a space and
     * the seed in decimal.
     */
    public static String text(long seed) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(("ftte simulation " + seed).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
