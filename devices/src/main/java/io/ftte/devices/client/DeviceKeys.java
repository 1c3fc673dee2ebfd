package io.ftte.devices.client;

import io.ftte.ondevice.update.UpdateSigner;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ed25519 key pairs of devices, by which they sign their updates; a device without one does not.
 *
 * @param pairs by device id
 */
public record DeviceKeys(Map<String, KeyPair> pairs) {
    private static final String ALGORITHM = "Ed25519";

    public DeviceKeys {
        pairs = Map.copyOf(pairs);
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
