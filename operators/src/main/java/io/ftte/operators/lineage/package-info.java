/**
 * Which updates made each version: {@link io.ftte.operators.lineage.VersionLedger} joins
 * contributors and hashes into a chain.
 */
package io.ftte.operators.lineage;
