package io.ftte.benchmarks;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.TrainingEngine;
import io.ftte.schemas.parameters.HeNormal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * CPU time of one training step of the worked CIFAR-sized network at batch 32, the least of as many
 * as fit into some seconds. Prints a line per plan and method: name and milliseconds.
 */
public final class EngineBenchmark {

    private static final int BATCH = 32;
    private static final int CLASSIFIER_AND_CONV6 = 2;

    private EngineBenchmark() {}

    /** Arguments: seconds per measurement. */
    public static void main(String[] args) throws IOException {
        double seconds = Double.parseDouble(args[0]);
        Network network = WorkedNetwork.read();
        List<LayerPlan> layers = new ArrayList<>(NetworkPlan.full(network).layers());
        for (int l = 0; l < layers.size() - CLASSIFIER_AND_CONV6; l++) {
            layers.set(l, LayerPlan.FROZEN);
        }
        NetworkPlan sparse = new NetworkPlan(network, layers);
        for (ConvolutionMethod method : ConvolutionMethod.values()) {
            String name = method.name().toLowerCase(Locale.ROOT);
            print("full " + name, NetworkPlan.full(network), method, seconds);
            print("sparse " + name, sparse, method, seconds);
        }
    }

    private static void print(
            String name, NetworkPlan plan, ConvolutionMethod method, double seconds) {
        EngineSettings settings = new EngineSettings(BATCH, method, new Optimizer.Sgd(0.01f));
        TrainingEngine engine = new TrainingEngine(plan, settings);
        engine.load(HeNormal.parameters(plan.network(), 1));
        Noise noise = Noise.of(plan.network());
        int[] order = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            order[i] = i;
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        while (System.nanoTime() < end) {
            long start = threads.getCurrentThreadCpuTime();
            engine.step(noise, order, 0, BATCH);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - start);
        }
        System.out.printf("%s %.2f%n", name, least / 1e6);
    }

    /** A batch of normal numbers. */
    private record Noise(int width, float[] values) implements Examples {

        static Noise of(Network network) {
            int width = network.input().elements();
            float[] values = new float[BATCH * width];
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return new Noise(width, values);
        }

        @Override
        public int size() {
            return BATCH;
        }

        @Override
        public int label(int example) {
            return example % 10;
        }

        @Override
        public void read(int example, float[] into, int at) {
            System.arraycopy(values, example * width, into, at, width);
        }
    }
}
