package io.ftte.ondevice.training;

import io.ftte.ondevice.engine.Examples;

/**
 * A device's loss on the logits z_c + log(0.95·p_c + 0.05/C), with p_c the share of class c among
 * its own examples and C the number of classes: a class that it holds few of need not shrink to
 * explain them, so that an update says what its examples are like and not how many there are. Plain
 * logits are for use. After Menon et al., "Long-Tail Learning via Logit Adjustment", 2021, and, on
 * devices, Zhang et al., "Federated Learning with Label Distribution Skew via Logits Calibration",
 * 2022; the part of 0.05 keeps a class that the device lacks finite.
 */
final class LogitAdjustment {
    private static final double OWN = 0.95;

    private LogitAdjustment() {}

    /** One number a class, to be added to its logit; C floats. */
    static float[] of(Examples own, int classes) {
        double[] shares = new double[classes];
        for (int i = 0; i < own.size(); i++) {
            int label = own.label(i);
            // The engine says what is wrong with the label of an example that it trains on.
            if (label >= 0 && label < classes) {
                shares[label] += 1.0 / own.size();
            }
        }
        float[] offsets = new float[classes];
        for (int c = 0; c < classes; c++) {
            offsets[c] = (float) StrictMath.log(OWN * shares[c] + (1 - OWN) / classes);
        }
        return offsets;
    }
}
