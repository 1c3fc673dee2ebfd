package io.ftte.operators.intake;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/** Signatures by RFC 8032, as the platform checks them. Not safe for use by several threads. */
public final class Ed25519 {
    private static final String ALGORITHM = "Ed25519";

    private final Signature signature;
    private final KeyFactory keys;

    public Ed25519() {
        try {
            signature = Signature.getInstance(ALGORITHM);
            keys = KeyFactory.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /**
     * Whether a key signed this. Key and signature may be any bytes: others choose them.
     *
     * @param publicKey X.509 SubjectPublicKeyInfo
     */
    public boolean verifies(byte[] publicKey, byte[] signed, byte[] by) {
        try {
            signature.initVerify(keys.generatePublic(new X509EncodedKeySpec(publicKey)));
            signature.update(signed);
            return signature.verify(by);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
