package io.ftte.devices.client;

import io.ftte.encoding.KeyDigest;
import io.ftte.ondevice.update.UpdateSigner;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ed25519 key pairs of devices, by which they sign their updates; a device without one does not.
 *
 * @param pairs by device id
 * @param successions of the devices whose key follows another, by id
 */
public record DeviceKeys(Map<String, KeyPair> pairs, Map<String, Succession> successions) {
    private static final String ALGORITHM = "Ed25519";

    /**
     * That the key before says so.
     *
     * @param keySinceMs from when on the key is the device's, ms since the epoch
     * @param keySignature by the key before
     */
    public record Succession(long keySinceMs, ByteBuffer keySignature) {}

    public DeviceKeys {
        pairs = Map.copyOf(pairs);
        successions = Map.copyOf(successions);
    }

    /** Each device's first. */
    public DeviceKeys(Map<String, KeyPair> pairs) {
        this(pairs, Map.of());
    }

    /** Nobody signs. */
    public static DeviceKeys none() {
        return new DeviceKeys(Map.of());
    }

    /** A new pair for each device. */
    public static DeviceKeys generate(Collection<String> deviceIds) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            Map<String, KeyPair> pairs = new HashMap<>();
            for (String id : deviceIds) {
                pairs.put(id, generator.generateKeyPair());
            }
            return new DeviceKeys(pairs);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /**
     * The same with a new pair for a device, which the pair before vouches for. Send its profile
     * before an update that is signed with it.
     *
     * @param nowMs later than when it last took another, and not after the profile's time
     * @throws IllegalArgumentException if the device has no key
     */
    public DeviceKeys rotated(String deviceId, long nowMs) {
        UpdateSigner before =
                signer(deviceId)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                deviceId
                                                        + " has no key that another could follow"));
        KeyPair next = generate(List.of(deviceId)).pairs.get(deviceId);
        byte[] digest = KeyDigest.of(deviceId, nowMs, next.getPublic().getEncoded());
        Map<String, KeyPair> newPairs = new HashMap<>(pairs);
        newPairs.put(deviceId, next);
        Map<String, Succession> newSuccessions = new HashMap<>(successions);
        newSuccessions.put(deviceId, new Succession(nowMs, ByteBuffer.wrap(before.sign(digest))));
        return new DeviceKeys(newPairs, newSuccessions);
    }

    /** Of a key that follows another. */
    public Optional<Succession> succession(String deviceId) {
        return Optional.ofNullable(successions.get(deviceId));
    }

    /** What goes into the device's profile. */
    public Optional<ByteBuffer> publicKey(String deviceId) {
        return Optional.ofNullable(pairs.get(deviceId))
                .map(pair -> ByteBuffer.wrap(pair.getPublic().getEncoded()));
    }

    /** What its updates are signed by; empty where the device has no key. */
    public Optional<UpdateSigner> signer(String deviceId) {
        return Optional.ofNullable(pairs.get(deviceId))
                .map(pair -> UpdateSigner.ed25519(pair.getPrivate()));
    }
}
