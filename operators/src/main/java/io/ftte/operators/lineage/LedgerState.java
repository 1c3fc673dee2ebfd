package io.ftte.operators.lineage;

import io.ftte.encoding.ModelDigest;
import io.ftte.operators.stream.ShardHashes;
import java.util.Arrays;
import java.util.Optional;

/** What the ledger keeps of one model: 32 bytes a leaf. Mutable Flink POJO. */
public final class LedgerState {
    /** The version to record next. */
    public long next;

    /** Of the version before; the digest of version 0 at first. */
    public byte[] chain = {};

    /** Leaf hashes of the parameters by shard. */
    public byte[][] leaves = {};

    /** The same of the averaged parameters; empty arrays where the model keeps none. */
    public byte[][] averagedLeaves = {};

    /** Of the key that the lineage names devices by; empty where it has their ids. */
    public String nameKeyId = "";

    void put(ShardHashes report) {
        int shard = report.shard();
        if (shard >= leaves.length) {
            int before = leaves.length;
            leaves = Arrays.copyOf(leaves, shard + 1);
            averagedLeaves = Arrays.copyOf(averagedLeaves, shard + 1);
            Arrays.fill(leaves, before, shard + 1, new byte[0]);
            Arrays.fill(averagedLeaves, before, shard + 1, new byte[0]);
        }
        leaves[shard] = report.leaves();
        averagedLeaves[shard] = report.averagedLeaves();
    }

    byte[] digest() {
        return ModelDigest.digest(concatenated(leaves));
    }

    Optional<byte[]> averageDigest() {
        byte[] all = concatenated(averagedLeaves);
        return all.length == 0 ? Optional.empty() : Optional.of(ModelDigest.digest(all));
    }

    private static byte[] concatenated(byte[][] parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
