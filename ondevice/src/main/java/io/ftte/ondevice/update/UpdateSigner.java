package io.ftte.ondevice.update;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** A device's key, wherever it lies. */
@FunctionalInterface
public interface UpdateSigner {

    /**
     * Signs a digest by Ed25519.
     *
     * @return 64 bytes
     */
    byte[] sign(byte[] digest);

    /** Signs with a key of the platform; one that cannot leave a keystore will do. */
    static UpdateSigner ed25519(PrivateKey key) {
        return digest -> {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(key);
                signature.update(digest);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("the key is none of Ed25519", e);
            }
        };
    }
}
