package io.ftte.benchmarks;

import io.ftte.aggregation.WeightedSum;
import io.ftte.aggregation.robust.KeptPart;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.robust.RobustSum;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.List;
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

/** A buffer of one slice under a robust rule, once a version, beside the plain sum of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RobustBenchmark {
    private static final int COMPONENTS = 131_072;

    @Param({"16", "64"})
    private int buffer;

    @Param({"F32", "INT8"})
    private TensorEncoding encoding;

    private final WeightedSum weightedSum = new WeightedSum();
    private final RobustSum robustSum = new RobustSum();
    private final List<KeptPart> parts = new ArrayList<>();

    @Setup
    public void setUp() {
        Random random = new Random(1);
        float[] delta = new float[COMPONENTS];
        for (int i = 0; i < buffer; i++) {
            for (int j = 0; j < COMPONENTS; j++) {
                delta[j] = (float) random.nextGaussian();
            }
            byte[] bytes = Tensors.encode(encoding, delta, 0, COMPONENTS);
            parts.add(new KeptPart(random.nextFloat(), 0, COMPONENTS, encoding, bytes, 0));
        }
    }

    @Benchmark
    public float[] sum() {
        float[] sum = new float[COMPONENTS];
        for (KeptPart part : parts) {
            weightedSum.add(sum, 0, part.weight(), encoding, part.values(), 0, COMPONENTS);
        }
        return sum;
    }

    @Benchmark
    public float[] trimmedMean() {
        return robustSum.of(new RobustRule(0.2), parts, COMPONENTS);
    }

    @Benchmark
    public float[] median() {
        return robustSum.of(new RobustRule(0.5), parts, COMPONENTS);
    }
}
