package io.ftte.devices.simulation.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lying devices know of each other and make of it. Each trains as an honest one would and
 * tells the others at the moment at which its update is due; it sends what follows from the last
 * that each of them learned under the same plan, its own among them, whatever their base versions
 * were. So they know as much of the honest updates as the share of them tells, and nothing that is
 * still to come. Not thread-safe.
 */
public final class Collusion {
    private final Corruption corruption;

    /** By plan and device, in ascending order, in which they are summed. */
    private final Map<Integer, TreeMap<Integer, float[]>> learned = new HashMap<>();

    /**
     * @param corruption of a {@linkplain Corruption.Kind#isJoint() joint} kind
     */
    public Collusion(Corruption corruption) {
        this.corruption = corruption;
    }

    /**
     * What a device sends.
     *
     * @param delta what it learned; kept
     */
    public float[] sent(int plan, int device, float[] delta) {
        TreeMap<Integer, float[]> known = learned.computeIfAbsent(plan, p -> new TreeMap<>());
        known.put(device, delta);
        double[] mean = mean(known.values(), delta.length);
        float[] sent = new float[delta.length];
        if (corruption.kind() == Corruption.Kind.LITTLE) {
            double[] deviation = deviation(known.values(), mean);
            for (int j = 0; j < sent.length; j++) {
                sent[j] = (float) (mean[j] - corruption.scale() * deviation[j]);
            }
        } else {
            for (int j = 0; j < sent.length; j++) {
                sent[j] = (float) (-corruption.scale() * mean[j]);
            }
        }
        return sent;
    }

    private static double[] mean(Collection<float[]> deltas, int length) {
        double[] mean = new double[length];
        for (float[] delta : deltas) {
            for (int j = 0; j < length; j++) {
                mean[j] += delta[j];
            }
        }
        for (int j = 0; j < length; j++) {
            mean[j] /= deltas.size();
        }
        return mean;
    }

    private static double[] deviation(Collection<float[]> deltas, double[] mean) {
        double[] squares = new double[mean.length];
        for (float[] delta : deltas) {
            for (int j = 0; j < mean.length; j++) {
                double off = delta[j] - mean[j];
                squares[j] += off * off;
            }
        }
        for (int j = 0; j < mean.length; j++) {
            squares[j] = Math.sqrt(squares[j] / deltas.size());
        }
        return squares;
    }
}
