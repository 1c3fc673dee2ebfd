package io.ftte.devices.simulation;

import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/**
 * Local training under one plan and one setting, on any number of threads at once. What is
 * personal, and what else may train along, is learned with it.
 */
final class PlanTrainer {
    private final Suffix suffix;
    private final TrainableSubset subset;
    private final TrainingSettings settings;
    private final Queue<LocalTrainer> trainers = new ConcurrentLinkedQueue<>();

    /**
     * What a device learned, parameters after minus before.
     *
     * @param delta the plan's vector
     * @param personal of the personal parameters, ascending
     */
    record Learned(float[] delta, float[] personal) {
        static final Learned NOTHING = new Learned(new float[0], new float[0]);
    }

    /**
     * @param plan indices of the whole network's flat vector
     * @param own likewise of the personal parameters, none of them the plan's
     * @param trained both, and what else trains; none before the suffix
     */
    PlanTrainer(Suffix suffix, BitSet plan, BitSet own, BitSet trained, TrainingSettings settings) {
        this.suffix = suffix;
        this.settings = settings;
        subset = TrainableSubset.of(0, inSuffix(plan), inSuffix(own), inSuffix(trained));
    }

    private BitSet inSuffix(BitSet indices) {
        return indices.get(suffix.offset(), Math.max(suffix.offset(), indices.length()));
    }

    /**
     * What a device learns.
     *
     * @param base the whole network's flat vector, the device's personal values in it
     * @param own its examples, as the suffix reads them
     */
    Learned train(float[] base, Examples own, RandomGenerator random) {
        LocalTrainer trainer = trainers.poll();
        if (trainer == null) {
            trainer = new LocalTrainer(suffix.network(), settings);
        }
        float[] begun = suffix.parameters(base);
        float[] delta = trainer.train(begun, subset, own, random::nextInt);
        float[] personal = subset.personal(trainer.trained());
        float[] before = subset.personal(begun);
        for (int i = 0; i < personal.length; i++) {
            personal[i] -= before[i];
        }
        trainers.add(trainer);
        return new Learned(delta, personal);
    }
}
