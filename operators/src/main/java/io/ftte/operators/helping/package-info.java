/**
 * The helper of models that two parties aggregate: {@link io.ftte.operators.helping.SeedKeeper}
 * keeps the seeds that are its shares, and {@link io.ftte.operators.helping.SumShares} adds up what
 * they stand for.
 */
package io.ftte.operators.helping;
