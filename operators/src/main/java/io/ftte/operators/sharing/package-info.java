/**
 * The leader of models that two parties aggregate: {@link io.ftte.operators.sharing.ShareDecoder}
 * reads its shares, {@link io.ftte.operators.sharing.SumRequests} asks the helper for sums, and
 * {@link io.ftte.operators.sharing.ReadSums} reads them.
 */
package io.ftte.operators.sharing;
