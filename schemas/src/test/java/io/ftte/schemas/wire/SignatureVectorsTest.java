package io.ftte.schemas.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ftte.encoding.KeyDigest;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code schemas/vectors/signatures.json}: what a device signs, and what comes of it. */
class SignatureVectorsTest {
    /** Test 1 of RFC 8032, section 7.1. */
    private static final String SECRET =
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String PUBLIC =
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    /** Test 2 of the same. */
    private static final String NEXT_SECRET =
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";

    private static final String NEXT_PUBLIC =
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private static final long KEY_SINCE_MS = 1_700_000_000_123L;
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

    /** {@code schemas/vectors/keys.json}: a key that follows the one of the vectors. */
    @Test
    void keys() throws Exception {
        ArrayNode vectors = VectorFile.array();
        byte[] next = HexFormat.of().parseHex(PUBLIC_PREFIX + NEXT_PUBLIC);
        for (String device : List.of("device-7", "gerät-7")) {
            byte[] digest = KeyDigest.of(device, KEY_SINCE_MS, next);
            vectors.add(
                    VectorFile.object("key after another of " + device)
                            .put("deviceId", device)
                            .put("keySince", KEY_SINCE_MS)
                            .put("secretKeyBefore", SECRET)
                            .put("secretKey", NEXT_SECRET)
                            .put("publicKey", VectorFile.hex(next))
                            .put("digest", VectorFile.hex(digest))
                            .put("keySignature", VectorFile.hex(sign(digest))));
        }
        new VectorFile("keys").assertHolds(vectors);
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
