package io.ftte.devices.client;

import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.wire.UpdateDigest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
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

    /**
     * The record with its device's signature, or the record itself where the device has no key.
     *
     * @param eventTimeMs under which the record will be sent; it is signed, too
     */
    public DeviceUpdate signed(DeviceUpdate update, long eventTimeMs) {
        KeyPair pair = pairs.get(update.getDeviceId());
        if (pair == null) {
            return update;
        }
        return new DeviceUpdate(
                update.getModelId(),
                update.getDeviceId(),
                update.getSequence(),
                update.getBaseVersion(),
                update.getPlanId(),
                update.getExamples(),
                update.getTotalLength(),
                update.getFrom(),
                update.getEncoding(),
                update.getDelta(),
                ByteBuffer.wrap(signature(pair, new UpdateDigest().of(update, eventTimeMs))));
    }

    private static byte[] signature(KeyPair pair, byte[] digest) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key pair is none of Ed25519", e);
        }
    }
}
