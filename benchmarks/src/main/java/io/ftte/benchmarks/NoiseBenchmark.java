package io.ftte.benchmarks;

import io.ftte.aggregation.WeightedSum;
import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.NoiseStream;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.Random;
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
 * What privacy adds to a slice: its noise, once a version, and the rounding of each update, beside
 * the same addition without it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NoiseBenchmark {
    @Param({"1024", "131072"})
    private int components;

    private final WeightedSum weightedSum = new WeightedSum();
    private final WeightedSum roundedSum = WeightedSum.rounding();
    private final PrivacyKey key = PrivacyKey.parse("0".repeat(64));
    private final byte[] nonce = new byte[32];
    private long version;
    private float[] noise;
    private float[] sum;
    private byte[] f32;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        noise = new float[components];
        sum = new float[components];
        float[] delta = new float[components];
        for (int i = 0; i < components; i++) {
            delta[i] = (float) random.nextGaussian();
        }
        f32 = Tensors.encode(TensorEncoding.F32, delta, 0, components);
    }

    @Benchmark
    public float[] noise() {
        new NoiseStream(key, new NoiseName("model", 0, version++, 1, nonce)).addTo(noise, 0);
        return noise;
    }

    @Benchmark
    public float[] rounded() {
        roundedSum.add(sum, 0, 2.5f, TensorEncoding.F32, f32, 0, components);
        return sum;
    }

    @Benchmark
    public float[] unrounded() {
        weightedSum.add(sum, 0, 2.5f, TensorEncoding.F32, f32, 0, components);
        return sum;
    }
}
