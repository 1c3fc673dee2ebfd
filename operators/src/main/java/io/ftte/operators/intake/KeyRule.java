package io.ftte.operators.intake;

import io.ftte.encoding.KeyDigest;
import io.ftte.operators.stream.Proof;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which keys count for a device. The first that a profile brings is the device's; another one only
 * where the newest key has signed it, and then the older one counts beside it for a while; or where
 * the operator says so, and then alone. So whoever may write profiles cannot take a device's place.
 */
final class KeyRule {
    private final Ed25519 ed25519 = new Ed25519();
    private final long expiryMs;
    private final long overlapMs;

    /**
     * @param expiry how long a key counts, from the newest profile that it came with
     * @param overlap how long a key counts beside the one that follows it, from when on that is the
     *     device's
     */
    KeyRule(Duration expiry, Duration overlap) {
        this.expiryMs = expiry.toMillis();
        this.overlapMs = overlap.toMillis();
    }

    /**
     * A profile with a key.
     *
     * @param known what is kept of the device; changed where the key counts
     * @param timeMs of the profile's record
     * @return why the key does not count, if it does not
     */
    Optional<String> profile(DeviceIdentity known, DeviceProfile profile, long timeMs) {
        byte[] key = bytes(profile.getPublicKey());
        if (known.publicKey.length == 0) {
            known.publicKey = key;
            known.registeredAt = timeMs;
            known.keySince = profile.getKeySince() == null ? timeMs : profile.getKeySince();
            return Optional.empty();
        }
        if (Arrays.equals(key, known.publicKey)) {
            known.registeredAt = Math.max(known.registeredAt, timeMs);
            known.isWithdrawn = false;
            return Optional.empty();
        }
        if (profile.getKeySince() == null || profile.getKeySignature() == null) {
            return Optional.of(
                    "the device has another key: sign this one with it, or have the operator admit"
                            + " it");
        }
        long since = profile.getKeySince();
        if (since <= known.keySince || since > timeMs) {
            return Optional.of(
                    "keySince is %d: write a time after %d, which is when the key before became the device's, and not after the profile's, %d"
                            .formatted(since, known.keySince, timeMs));
        }
        byte[] digest = KeyDigest.of(profile.getDeviceId(), since, key);
        if (!ed25519.verifies(known.publicKey, digest, bytes(profile.getKeySignature()))) {
            return Optional.of("keySignature is not of the device's newest key, or not of this");
        }
        known.olderKey = known.publicKey;
        known.publicKey = key;
        known.registeredAt = timeMs;
        known.keySince = since;
        known.isWithdrawn = false;
        return Optional.empty();
    }

    /** The newest profile has no key, or there is none. */
    void withdraw(DeviceIdentity known) {
        known.isWithdrawn = true;
    }

    /**
     * The operator gives the device a key. What comes again after a restart changes nothing,
     * although the device may have taken another since.
     */
    void admit(DeviceIdentity known, DeviceStanding standing) {
        if (standing.getTime() <= known.admittedAt) {
            return;
        }
        known.admittedAt = standing.getTime();
        known.publicKey = bytes(standing.getPublicKey());
        known.olderKey = new byte[0];
        known.registeredAt = standing.getTime();
        known.keySince = Math.max(known.keySince, standing.getTime());
        known.isWithdrawn = false;
    }

    /** Why an update is not its device's, if it is not. */
    Optional<String> refusal(DeviceIdentity known, UpdateHeader header) {
        Proof proof = header.proof();
        if (proof == null) {
            return Optional.of("it was read before signatures were required: send it again");
        }
        if (known == null || known.publicKey.length == 0) {
            return Optional.of("no key is registered for the device");
        }
        if (known.isWithdrawn) {
            return Optional.of("the device's newest profile has no key");
        }
        if (header.orderTime() - known.registeredAt > expiryMs) {
            return Optional.of("the profile with the device's key has expired");
        }
        if (!proof.isSigned()) {
            return Optional.of("the update is not signed");
        }
        if (ed25519.verifies(known.publicKey, proof.digest(), proof.signature())) {
            return Optional.empty();
        }
        boolean isOlders =
                known.olderKey.length > 0
                        && ed25519.verifies(known.olderKey, proof.digest(), proof.signature());
        if (!isOlders) {
            return Optional.of("the signature is not the device's, or not of this update");
        }
        return header.orderTime() - known.keySince <= overlapMs
                ? Optional.empty()
                : Optional.of(
                        "it is signed with the key before the device's, which counted for"
                                + " key-overlap");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
