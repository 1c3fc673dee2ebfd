/**
 * Sums that two parties make together, neither of which can read an update: what the settings must
 * be for it ({@link io.ftte.aggregation.sharing.SharingRule}), and the arithmetic modulo 2^32
 * ({@link io.ftte.aggregation.sharing.ShareSum}).
 */
package io.ftte.aggregation.sharing;
