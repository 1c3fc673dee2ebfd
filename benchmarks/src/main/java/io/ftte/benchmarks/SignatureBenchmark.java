package io.ftte.benchmarks;

import io.ftte.encoding.UpdateDigest;
import io.ftte.ondevice.update.UpdateSigner;
import io.ftte.operators.intake.Ed25519;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a signed update costs: the job its digest and the check of the signature, which an update by
 * the key before takes twice; the device, signing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignatureBenchmark {
    private static final long EVENT_TIME_MS = 1_700_000_000_000L;

    @Param({"3000", "131072"})
    private int components;

    private final Ed25519 ed25519 = new Ed25519();
    private final UpdateDigest digests = new UpdateDigest();
    private final UpdateReader reader = new UpdateReader();
    private UpdateSigner signer;
    private byte[] value;
    private byte[] publicKey;
    private byte[] digest;
    private byte[] signature;

    @Setup
    public void setUp() throws GeneralSecurityException, WireException {
        byte[] delta = Tensors.encode(TensorEncoding.F32, new float[components], 0, components);
        value =
                RecordCodec.encode(
                        new DeviceUpdate(
                                "model",
                                "device-1234",
                                1L,
                                0L,
                                1,
                                10L,
                                components,
                                0,
                                TensorEncoding.F32,
                                ByteBuffer.wrap(delta),
                                null));
        reader.read(value);
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        publicKey = pair.getPublic().getEncoded();
        signer = UpdateSigner.ed25519(pair.getPrivate());
        digest = digest();
        signature = signer.sign(digest);
        if (!verify()) {
            throw new IllegalStateException("the signature is not what was signed");
        }
    }

    /** SHA-256 of the update. */
    @Benchmark
    public byte[] digest() {
        return digests.of(
                reader.header(), value, reader.deltaOffset(), reader.deltaLength(), EVENT_TIME_MS);
    }

    /** Of 32 bytes, whatever the update's length. */
    @Benchmark
    public boolean verify() {
        return ed25519.verifies(publicKey, digest, signature);
    }

    /** The device's part. */
    @Benchmark
    public byte[] sign() {
        return signer.sign(digest);
    }
}
