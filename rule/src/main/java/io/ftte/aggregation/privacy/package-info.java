/**
 * Differential privacy of each device, in plain Java: how much an update may weigh, the noise of a
 * version's sums, and what a device's participations cost it. docs/privacy.md says what that
 * protects.
 *
 * <p>Reading order: {@link io.ftte.aggregation.privacy.PrivacyRule}, {@link
 * io.ftte.aggregation.privacy.PrivacyLoss}, {@link io.ftte.aggregation.privacy.DiscreteGaussian},
 * {@link io.ftte.aggregation.privacy.NoiseStream}, {@link io.ftte.aggregation.privacy.PartyNoise}.
 */
package io.ftte.aggregation.privacy;
