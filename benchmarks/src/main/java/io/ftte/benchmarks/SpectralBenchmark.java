package io.ftte.benchmarks;

import io.ftte.aggregation.ModelStep;
import io.ftte.aggregation.ShardModel;
import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One spectral step of layers that the buffer covers, from their sums to their parameters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SpectralBenchmark {
    /** Outputs x inputs, without the bias, of one layer; or all of a network. */
    @Param({"64x784", "512x4608", "1024x9216", WorkedNetwork.NAME})
    private String layers;

    private ModelStep step;
    private ShardModel model;
    private float[] initial;
    private float[] sum;
    private double[] divisor;

    @Setup
    public void setUp() throws IOException {
        ModelRegistration head = head(network());
        int count = head.getParameterCount();
        step = new ModelStep(head.getAggregation(), head);
        model = step.begin(new float[count]);
        Random random = new Random(1);
        initial = new float[count];
        for (int j = 0; j < count; j++) {
            initial[j] = (float) random.nextGaussian();
        }
        sum = new float[count];
        divisor = new double[count];
    }

    private Network network() throws IOException {
        if (layers.equals(WorkedNetwork.NAME)) {
            return WorkedNetwork.read();
        }
        String[] sides = layers.split("x");
        int outputs = Integer.parseInt(sides[0]);
        return new Network(
                Shape.of(Integer.parseInt(sides[1])),
                List.of(new Dense("layer", outputs, Activation.NONE)));
    }

    private static ModelRegistration head(Network network) {
        AggregationSettings settings =
                AggregationSettings.newBuilder(AggregationJson.defaults())
                        .setServerLearningRate(0.03)
                        .setServerOptimizer(
                                ServerOptimizer.newBuilder().setName("spectral").build())
                        .build();
        return ModelDefinition.of(
                        "benchmark",
                        0,
                        NetworkTensors.of(network),
                        List.of(),
                        settings,
                        new float[network.parameterCount()],
                        Optional.of(NetworkJsonWriter.write(network)))
                .head();
    }

    /** The step uses both as scratch. */
    @Setup(Level.Invocation)
    public void fill() {
        System.arraycopy(initial, 0, sum, 0, sum.length);
        Arrays.fill(divisor, 16);
    }

    @Benchmark
    public float[] step() {
        step.apply(model, sum, divisor, 16, 1);
        return model.parameters;
    }
}
