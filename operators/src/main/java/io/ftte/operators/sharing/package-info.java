/**
 * What two parties need who aggregate a model together. The leader decodes shares ({@link
 * io.ftte.operators.sharing.ShareDecoder}), asks for sums ({@link
 * io.ftte.operators.sharing.SumRequests}) and reads them ({@link
 * io.ftte.operators.sharing.ReadSums}); the helper keeps seeds ({@link
 * io.ftte.operators.sharing.SeedKeeper}) and adds up what they stand for ({@link
 * io.ftte.operators.sharing.SumShares}).
 */
package io.ftte.operators.sharing;
