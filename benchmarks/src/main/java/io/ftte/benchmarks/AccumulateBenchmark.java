package io.ftte.benchmarks;

import io.ftte.aggregation.WeightedSum;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
 * {@code sum += (float) weight · delta} over one slice: what the data plane does with a payload.
 * The baselines are the same loop over numbers that are floats already, a copy of as many bytes as
 * F32 takes, and ND4J's axpy, which may fuse the product and so has other bits.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AccumulateBenchmark {
    @Param({"1024", "131072"})
    private int components;

    private final WeightedSum weightedSum = new WeightedSum();
    private float[] sum;
    private float[] delta;
    private INDArray nd4jSum;
    private INDArray nd4jDelta;
    private byte[] copied;
    private byte[] f32;
    private byte[] f16;
    private byte[] int8;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        sum = new float[components];
        delta = new float[components];
        for (int i = 0; i < components; i++) {
            delta[i] = (float) random.nextGaussian();
        }
        nd4jSum = Nd4j.createFromArray(sum);
        nd4jDelta = Nd4j.createFromArray(delta);
        copied = new byte[Float.BYTES * components];
        f32 = Tensors.encode(TensorEncoding.F32, delta, 0, components);
        f16 = Tensors.encode(TensorEncoding.F16, delta, 0, components);
        int8 = Tensors.encode(TensorEncoding.INT8, delta, 0, components);
    }

    @Benchmark
    public byte[] memcpy() {
        System.arraycopy(f32, 0, copied, 0, copied.length);
        return copied;
    }

    @Benchmark
    public INDArray nd4jAxpy() {
        Nd4j.getBlasWrapper().axpy(0.5f, nd4jDelta, nd4jSum);
        return nd4jSum;
    }

    @Benchmark
    public float[] floats() {
        for (int i = 0; i < components; i++) {
            sum[i] += 0.5f * delta[i];
        }
        return sum;
    }

    @Benchmark
    public float[] f32() {
        weightedSum.add(sum, 0, 0.5f, TensorEncoding.F32, f32, 0, components);
        return sum;
    }

    @Benchmark
    public float[] f16() {
        weightedSum.add(sum, 0, 0.5f, TensorEncoding.F16, f16, 0, components);
        return sum;
    }

    @Benchmark
    public float[] int8() {
        weightedSum.add(sum, 0, 0.5f, TensorEncoding.INT8, int8, 0, components);
        return sum;
    }
}
