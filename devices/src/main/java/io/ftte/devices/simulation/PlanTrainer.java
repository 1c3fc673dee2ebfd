package io.ftte.devices.simulation;

import io.ftte.devices.engine.Examples;
import io.ftte.devices.training.LocalTrainer;
import io.ftte.devices.training.TrainableSubset;
import io.ftte.devices.training.TrainingSettings;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/** Local training under one plan and one setting, on any number of threads at once. */
final class PlanTrainer {
    private final Suffix suffix;
    private final TrainableSubset subset;
    private final TrainingSettings settings;
    private final Queue<LocalTrainer> trainers = new ConcurrentLinkedQueue<>();

    /**
     * @param trainable indices of the whole network's flat vector, none before the suffix
     */
    PlanTrainer(Suffix suffix, BitSet trainable, TrainingSettings settings) {
        this.suffix = suffix;
        this.settings = settings;
        this.subset = TrainableSubset.of(0, trainable.get(suffix.offset(), trainable.length()));
    }

    /**
     * What a device learns.
     *
     * @param base the whole network's flat vector
     * @param own its examples, as the suffix reads them
     * @return the plan's vector, parameters after minus before
     */
    float[] train(float[] base, Examples own, RandomGenerator random) {
        LocalTrainer trainer = trainers.poll();
        if (trainer == null) {
            trainer = new LocalTrainer(suffix.network(), settings);
        }
        float[] delta = trainer.train(suffix.parameters(base), subset, own, random);
        trainers.add(trainer);
        return delta;
    }
}
