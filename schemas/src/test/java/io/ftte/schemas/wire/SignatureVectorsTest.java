package io.ftte.schemas.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** {@code schemas/vectors/signatures.json}: what a device signs, and what comes of it. */
class SignatureVectorsTest {
    /** Test 1 of RFC 8032, section 7.1. */
    private static final String SECRET =
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String PUBLIC =
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String PUBLIC_PREFIX = "302a300506032b6570032100";
    private static final String SECRET_PREFIX = "302e020100300506032b657004220420";

    @Test
    void signatures() throws Exception {
        ArrayNode vectors = VectorFile.array();
        for (TensorEncoding encoding : TensorEncoding.values()) {
            DeviceUpdate update = Samples.update(encoding, new float[] {0.5f, -1.25f, 3e-7f});
            long eventTimeMs = 1_700_000_000_123L;
            byte[] digest = UpdateHeaders.digest(update, eventTimeMs);
            vectors.add(
                    VectorFile.object("chunk in " + encoding)
                            .put("value", VectorFile.hex(RecordCodec.encode(update)))
                            .put("eventTimeMs", eventTimeMs)
                            .put("secretKey", SECRET)
                            .put("publicKey", PUBLIC_PREFIX + PUBLIC)
                            .put("digest", VectorFile.hex(digest))
                            .put("signature", VectorFile.hex(sign(digest)))
                            .put("signedValue", VectorFile.hex(signed(update, digest))));
        }
        new VectorFile("signatures").assertHolds(vectors);
    }

    private static byte[] signed(DeviceUpdate update, byte[] digest) {
        return RecordCodec.encode(
                DeviceUpdate.newBuilder(update)
                        .setSignature(ByteBuffer.wrap(sign(digest)))
                        .build());
    }

    /** By the key of the vectors. */
    static byte[] sign(byte[] digest) {
        try {
            byte[] key = HexFormat.of().parseHex(SECRET_PREFIX + SECRET);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(key)));
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
