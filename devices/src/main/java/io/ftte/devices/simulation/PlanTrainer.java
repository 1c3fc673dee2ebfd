package io.ftte.devices.simulation;

import io.ftte.devices.engine.Examples;
import io.ftte.devices.training.LocalTrainer;
import io.ftte.devices.training.TrainableSubset;
import io.ftte.devices.training.TrainingSettings;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/**
 * Local training under one plan and one setting, on any number of threads at once. Personal tensors
 * train along.
 */
final class PlanTrainer {
    private final Suffix suffix;
    private final TrainableSubset subset;
    private final boolean[] personal;
    private final int sent;
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
     * @param plan indices of the whole network's flat vector, none before the suffix
     * @param own likewise of the personal parameters, none of them the plan's
     */
    PlanTrainer(Suffix suffix, BitSet plan, BitSet own, TrainingSettings settings) {
        this.suffix = suffix;
        this.settings = settings;
        BitSet trained = (BitSet) plan.clone();
        trained.or(own);
        subset = TrainableSubset.of(0, trained.get(suffix.offset(), trained.length()));
        personal = new boolean[trained.cardinality()];
        int at = 0;
        for (int i = trained.nextSetBit(0); i >= 0; i = trained.nextSetBit(i + 1)) {
            personal[at++] = own.get(i);
        }
        sent = plan.cardinality();
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
        float[] delta = trainer.train(suffix.parameters(base), subset, own, random);
        trainers.add(trainer);
        return sent == delta.length ? new Learned(delta, new float[0]) : split(delta);
    }

    private Learned split(float[] delta) {
        float[] plans = new float[sent];
        float[] own = new float[delta.length - sent];
        int nextOfPlan = 0;
        int nextOwn = 0;
        for (int i = 0; i < delta.length; i++) {
            if (personal[i]) {
                own[nextOwn++] = delta[i];
            } else {
                plans[nextOfPlan++] = delta[i];
            }
        }
        return new Learned(plans, own);
    }
}
