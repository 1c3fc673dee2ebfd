package io.ftte.jobs.replay;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;

/**
 * What a replay produced.
 *
 * @param jobId of the Flink job that did it
 * @param models as registered
 * @param shards the MODEL and AVERAGE records, in no particular order
 * @param lineage ascending by model id and version
 * @param rejections ascending by partition and offset
 * @param admitted updates admitted, those of the last, half-full buffers too
 * @param late how many of them were late
 */
public record ReplayResult(
        JobID jobId,
        List<ModelDefinition> models,
        List<ModelShard> shards,
        List<VersionLineage> lineage,
        List<Rejection> rejections,
        long admitted,
        long late) {

    /** Updates that were decided; ticks do not count. */
    public long updates() {
        return admitted + rejections.size();
    }

    static ReplayResult of(
            JobID jobId,
            List<ModelDefinition> models,
            List<byte[]> modelRecords,
            List<byte[]> lineageRecords,
            List<byte[]> rejectedRecords,
            long admitted,
            long late)
            throws WireException {
        List<ModelShard> shards = new ArrayList<>();
        for (byte[] value : modelRecords) {
            if (value.length == 0) {
                continue; // The tombstone of a plan that retired, or of a model.
            }
            SpecificRecord record = RecordCodec.decode(value);
            if (record instanceof ModelShard shard && shard.getKind() != ShardKind.SNAPSHOT) {
                shards.add(shard);
            }
        }
        List<VersionLineage> lineage = decode(lineageRecords, VersionLineage.class);
        lineage.sort(
                Comparator.comparing(VersionLineage::getModelId)
                        .thenComparing(VersionLineage::getVersion));
        List<Rejection> rejections = decode(rejectedRecords, Rejection.class);
        rejections.sort(
                Comparator.comparing(Rejection::getPartition).thenComparing(Rejection::getOffset));
        return new ReplayResult(jobId, models, shards, lineage, rejections, admitted, late);
    }

    private static <T extends SpecificRecord> List<T> decode(List<byte[]> values, Class<T> type)
            throws WireException {
        List<T> records = new ArrayList<>(values.size());
        for (byte[] value : values) {
            records.add(RecordCodec.decode(value, type));
        }
        return records;
    }
}
