package io.ftte.cli.verify;

import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Holds the numbers that were published against recomputed ones. */
final class ShardComparison {
    private final Map<String, Shard> published = new HashMap<>();
    private final Findings findings;
    private long equal;

    private record Shard(byte[] hash, String place) {}

    private ShardComparison(Findings findings) {
        this.findings = findings;
    }

    static ShardComparison read(PublishedRecords records, Findings findings) throws IOException {
        ShardComparison comparison = new ShardComparison(findings);
        records.models(
                record -> {
                    try {
                        if (RecordCodec.decode(record.value()) instanceof ModelShard shard) {
                            comparison.published.put(
                                    key(shard), new Shard(sha256(record.value()), record.place()));
                        }
                    } catch (WireException e) {
                        findings.add(
                                "%s cannot be read (%s)".formatted(record.place(), e.getMessage()));
                    }
                });
        return comparison;
    }

    /** What is published with the same key and version must be the same bytes. */
    void run(ReplayResult result) throws IOException {
        result.eachShard(
                (value, shard) -> {
                    Shard said = published.get(key(shard));
                    if (said == null) {
                        return;
                    }
                    if (Arrays.equals(said.hash(), sha256(value))) {
                        equal++;
                    } else {
                        findings.add(
                                "%s shard %d of version %d of %s is not what its updates give (%s)"
                                        .formatted(
                                                shard.getKind(),
                                                shard.getShard(),
                                                shard.getVersion(),
                                                shard.getModelId(),
                                                said.place()));
                    }
                });
    }

    /** Shards that are what was published. */
    long equal() {
        return equal;
    }

    private static String key(ModelShard shard) {
        return "%s/%d/%s/%d/%d"
                .formatted(
                        shard.getModelId(),
                        shard.getGeneration(),
                        shard.getKind(),
                        shard.getShard(),
                        shard.getVersion());
    }

    private static byte[] sha256(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
