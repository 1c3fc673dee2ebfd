package io.ftte.operators.helping;

/**
 * A slice to be summed by the helper.
 *
 * @param from component of the plan's vector with which the slice begins
 * @param count components of the slice
 * @param seeds of the shares, one after the other
 * @param weights of each
 * @param noiseMultiple of the helper's noise; 0 where there is none
 * @param nonce what the sum is made of, in 32 bytes
 */
public record SumTask(
        String modelId,
        int generation,
        long version,
        int planId,
        int slice,
        int from,
        int count,
        byte[] seeds,
        int[] weights,
        int noiseMultiple,
        byte[] nonce) {}
