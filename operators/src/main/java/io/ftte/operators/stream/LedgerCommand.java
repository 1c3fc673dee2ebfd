package io.ftte.operators.stream;

import io.ftte.control.AdmittedUpdate;
import io.ftte.control.privacy.VersionNoise;

/**
 * What the Sequencer tells the ledger: a version is being made, by these updates.
 *
 * @param version 0 for a new model
 * @param last true where the model is removed after this version; then nothing else is set
 * @param shards how many shards report their leaf hashes for this version
 * @param settingsHash SHA-256 of the aggregation settings in force
 * @param contributions in admission order
 * @param noise of a private model; null otherwise
 */
public record LedgerCommand(
        LedgerKey key,
        long version,
        boolean last,
        long eventTime,
        int shards,
        byte[] settingsHash,
        AdmittedUpdate[] contributions,
        VersionNoise noise) {}
