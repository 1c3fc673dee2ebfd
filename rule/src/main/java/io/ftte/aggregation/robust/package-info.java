/**
 * What stands for the mean of a buffer where some devices may lie: coordinate by coordinate the
 * outermost numbers are left out (Yin et al., "Byzantine-Robust Distributed Learning: Towards
 * Optimal Statistical Rates", 2018). {@link io.ftte.aggregation.robust.RobustRule} says how many,
 * {@link io.ftte.aggregation.robust.RobustSum} makes a slice's sum of what its updates are.
 */
package io.ftte.aggregation.robust;
