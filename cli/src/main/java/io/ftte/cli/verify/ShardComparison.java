package io.ftte.cli.verify;

import io.ftte.cli.record.TopicRecords;
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

    /**
     * @param place where it lies, or what it is
     */
    private record Shard(byte[] hash, String place) {}

    private ShardComparison(Findings findings) {
        this.findings = findings;
    }

    static ShardComparison read(TopicRecords records, Findings findings) throws IOException {
        ShardComparison comparison = new ShardComparison(findings);
        records.each(
                records.topics().models(),
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

    /**
     * What was published with the same key and version must be the same bytes. Where a plan changed
     * between two versions, one was published more than once: the last is what stands.
     */
    void run(ReplayResult result) throws IOException {
        Map<String, Shard> last = new HashMap<>();
        result.eachShard(
                (value, shard) -> {
                    String key = key(shard);
                    if (!last.containsKey(key)) {
                        // Those of one kind come in order: the version before is complete.
                        last.forEach(this::compare);
                        last.clear();
                    }
                    last.put(key, new Shard(sha256(value), named(shard)));
                });
        last.forEach(this::compare);
    }

    private void compare(String key, Shard recomputed) {
        Shard said = published.get(key);
        if (said == null) {
            return;
        }
        if (Arrays.equals(said.hash(), recomputed.hash())) {
            equal++;
        } else {
            findings.add(
                    "%s is not what its updates give (%s)"
                            .formatted(recomputed.place(), said.place()));
        }
    }

    private static String named(ModelShard shard) {
        return "%s shard %d of version %d of %s"
                .formatted(
                        shard.getKind(), shard.getShard(), shard.getVersion(), shard.getModelId());
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
