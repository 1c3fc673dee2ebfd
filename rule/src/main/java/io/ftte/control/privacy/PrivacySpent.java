package io.ftte.control.privacy;

/**
 * What the devices of a model have spent so far, for people: lineage, metrics, status.
 *
 * @param noise σ, the noise's standard deviation over {@code clipNorm}
 * @param delta at which the epsilons hold
 * @param epsilonLargest of the device that took part most often; 0 where none did
 * @param epsilonMedian lower median over the devices that took part
 * @param devices that took part
 */
public record PrivacySpent(
        double noise, double delta, double epsilonLargest, double epsilonMedian, long devices) {}
