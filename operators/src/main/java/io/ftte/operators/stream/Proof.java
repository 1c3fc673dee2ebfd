package io.ftte.operators.stream;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

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

    static void write(Proof proof, DataOutputView out) throws IOException {
        for (byte[] bytes : new byte[][] {proof.digest, proof.signature}) {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    static Proof read(DataInputView in) throws IOException {
        return new Proof(readBytes(in), readBytes(in));
    }

    private static byte[] readBytes(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
