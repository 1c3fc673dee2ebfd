package io.ftte.ondevice.engine;

import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.kernel.Bits;
import io.ftte.ondevice.engine.kernel.SoftmaxLoss;
import java.util.Arrays;

/**
 * Trains the part of a network that a plan names, in one arena of {@link #arenaBytes} bytes that is
 * laid out before the first step; besides it there is a fixed workspace of some 43 KiB. Nothing is
 * allocated after construction. Not thread-safe.
 *
 * <p>Softmax cross-entropy over the network's last layer. The same calls give the same bits on
 * every machine: sums run in a fixed order.
 */
public final class TrainingEngine {

    private final ArenaLayout layout;
    private final float[] arena;
    private final int width;
    private final int classes;
    private final ForwardPass forward;
    private final BackwardPass backward;
    private final OptimizerStep optimizer;

    /** What training adds to the logits; empty for nothing. */
    private float[] logitOffsets = {};

    /**
     * An engine whose parameters are all 0 until {@link #load}.
     *
     * @throws IllegalArgumentException one line, if the engine cannot run the network or the arena
     *     would not fit into one array
     */
    public TrainingEngine(NetworkPlan plan, EngineSettings settings) {
        this(plan, settings, new ArenaLayout(plan, settings));
    }

    private TrainingEngine(NetworkPlan plan, EngineSettings settings, ArenaLayout layout) {
        this(plan, settings, layout, new float[layout.words()]);
    }

    /** For tests that bring an arena of their own. */
    TrainingEngine(NetworkPlan plan, EngineSettings settings, ArenaLayout layout, float[] arena) {
        Bits.check();
        this.layout = layout;
        this.arena = arena;
        this.width = plan.network().input().elements();
        this.classes = plan.network().classes();
        BlockRunner runner = new BlockRunner(layout, settings.convolution(), arena);
        forward = new ForwardPass(layout, arena, runner);
        backward = new BackwardPass(layout, arena, runner);
        optimizer = new OptimizerStep(layout, arena, runner, settings.optimizer());
    }

    /** Bytes of the arena: the peak of one training step. */
    public long arenaBytes() {
        return layout.bytes();
    }

    /** Length of the network's flat parameter vector. */
    public int parameterCount() {
        return layout.parameters();
    }

    /** Number of parameters that train. */
    public int trainableCount() {
        return layout.trainable();
    }

    /**
     * Starts from these parameters, with a fresh optimiser.
     *
     * @param parameters the network's flat vector
     */
    public void load(float[] parameters) {
        requireLength(parameters.length, layout.parameters(), "parameters");
        System.arraycopy(parameters, 0, arena, 0, parameters.length);
        optimizer.reset();
    }

    /**
     * From now on steps train on logits with these added, while {@link #loss} and {@link #accuracy}
     * go on with the plain ones.
     *
     * @param perClass one number a class, kept; none for plain logits
     */
    public void logitOffsets(float... perClass) {
        requireLength(perClass.length, perClass.length == 0 ? 0 : classes, "logit offsets");
        logitOffsets = perClass;
    }

    /** Writes the network's flat parameter vector. */
    public void parameters(float[] into) {
        requireLength(into.length, layout.parameters(), "parameters");
        System.arraycopy(arena, 0, into, 0, into.length);
    }

    /**
     * Writes the gradient of the last step.
     *
     * @param into receives {@link #trainableCount} numbers, in the order of the flat vector
     */
    public void gradient(float[] into) {
        requireLength(into.length, layout.trainable(), "trainable parameters");
        System.arraycopy(arena, layout.gradients(), into, 0, into.length);
    }

    /**
     * One step of the optimiser on the mean cross-entropy over a batch.
     *
     * @param order indices of examples
     * @param from where the batch begins in {@code order}
     * @param count size of the batch, which may exceed the micro-batch
     * @return the mean cross-entropy before the step, in nats
     * @throws IllegalArgumentException one line, if the data does not fit the network, is empty or
     *     holds a number that is not finite; the parameters are then as before
     */
    public double step(Examples examples, int[] order, int from, int count) {
        requireFit(examples);
        if (count < 1) {
            throw new IllegalArgumentException("a batch needs at least 1 example, got " + count);
        }
        int gradients = layout.gradients();
        Arrays.fill(arena, gradients, gradients + layout.trainable(), 0f);
        double loss = 0;
        for (int done = 0; done < count; done += layout.microBatch()) {
            int samples = Math.min(layout.microBatch(), count - done);
            forward.train(examples, order, from + done, samples);
            for (int n = 0; n < samples; n++) {
                int logits = forward.logits(samples) + n * classes;
                int label = label(examples, order[from + done + n]);
                for (int c = 0; c < logitOffsets.length; c++) {
                    arena[logits + c] += logitOffsets[c];
                }
                loss += SoftmaxLoss.differentiate(arena, logits, classes, label, 1f / count);
            }
            backward.run(samples);
        }
        optimizer.run();
        return loss / count;
    }

    /**
     * Runs one example through the layers before the first that trains.
     *
     * @param into receives what the first trainable layer reads, as much as that is, from index 0
     */
    public void frozenPrefix(Examples examples, int example, float[] into) {
        requireFit(examples);
        forward.prefix(examples, example, into);
    }

    /** Mean cross-entropy over all examples, in nats. */
    public double loss(Examples examples) {
        requireFit(examples);
        double sum = 0;
        for (int i = 0; i < examples.size(); i++) {
            forward.infer(examples, i);
            sum += SoftmaxLoss.loss(arena, forward.logits(1), classes, label(examples, i));
        }
        return sum / examples.size();
    }

    /** Share of the examples whose class has the largest logit. */
    public double accuracy(Examples examples) {
        requireFit(examples);
        int right = 0;
        for (int i = 0; i < examples.size(); i++) {
            forward.infer(examples, i);
            int predicted = SoftmaxLoss.argMax(arena, forward.logits(1), classes);
            right += predicted == label(examples, i) ? 1 : 0;
        }
        return (double) right / examples.size();
    }

    private int label(Examples examples, int example) {
        int label = examples.label(example);
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    String.format(
                            "example %d is of class %d; the network tells classes 0 to %d apart",
                            example, label, classes - 1));
        }
        return label;
    }

    private void requireFit(Examples examples) {
        if (examples.size() == 0) {
            throw new IllegalArgumentException("the data holds no example");
        }
        if (examples.width() != width) {
            throw new IllegalArgumentException(
                    String.format(
                            "the network reads %d numbers per example, the data has %d",
                            width, examples.width()));
        }
    }

    private static void requireLength(int actual, int expected, String what) {
        if (actual != expected) {
            throw new IllegalArgumentException(
                    String.format("expected %d %s, got %d", expected, what, actual));
        }
    }
}
