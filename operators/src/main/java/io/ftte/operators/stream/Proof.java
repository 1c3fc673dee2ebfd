package io.ftte.operators.stream;

/**
 * By what an update shows who sent it.
 *
 * @param digest what was signed; empty where nothing was
 * @param signature as it came; empty where there is none
 */
public record Proof(byte[] digest, byte[] signature) {
    private static final byte[] NOTHING = {};

    /** Of an update that is not signed. */
    public static Proof none() {
        return new Proof(NOTHING, NOTHING);
    }

    public boolean isSigned() {
        return signature.length > 0;
    }
}
