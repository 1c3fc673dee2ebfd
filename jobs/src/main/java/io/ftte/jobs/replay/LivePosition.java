package io.ftte.jobs.replay;

import io.ftte.topics.OptionsException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/**
 * Where a live job stood on its topics when a savepoint or checkpoint of it was taken.
 *
 * @param path of the savepoint or checkpoint
 * @param updates partition of the update topic to the next offset
 * @param control the same of the control topic
 * @param decisions the same of the topic of decisions
 */
public record LivePosition(
        String path,
        Map<Integer, Long> updates,
        Map<Integer, Long> control,
        Map<Integer, Long> decisions) {
    /** As Flink's SourceOperator names the state of its splits. */
    private static final String SPLITS = "SourceReaderState";

    /**
     * Reads the positions, nothing else.
     *
     * @throws OptionsException one line, where there is no savepoint, or none of this job
     */
    public static LivePosition read(String path) throws IOException {
        CheckpointMetadata metadata;
        try {
            CompletedCheckpointStorageLocation location =
                    AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path);
            try (DataInputStream in =
                    new DataInputStream(location.getMetadataHandle().openInputStream())) {
                metadata =
                        Checkpoints.loadCheckpointMetadata(
                                in,
                                LivePosition.class.getClassLoader(),
                                location.getExternalPointer());
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new OptionsException(
                    "%s is no savepoint and no checkpoint (%s): correct --from-savepoint"
                            .formatted(path, e.getMessage()));
        }
        Map<Integer, Long> updates = offsets(metadata, "updates");
        if (updates.isEmpty()) {
            throw new OptionsException(
                    path
                            + " is no savepoint of the aggregation job: it does not say where that"
                            + " stood on the update topic");
        }
        return new LivePosition(
                path, updates, offsets(metadata, "control"), offsets(metadata, "decisions"));
    }

    private static Map<Integer, Long> offsets(CheckpointMetadata metadata, String uid)
            throws IOException {
        Map<Integer, Long> offsets = new HashMap<>();
        for (OperatorState operator : metadata.getOperatorStates()) {
            if (operator.getOperatorUid().filter(uid::equals).isPresent()) {
                for (OperatorSubtaskState subtask : operator.getStates()) {
                    for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                        read(handle, offsets);
                    }
                }
            }
        }
        return offsets;
    }

    private static void read(OperatorStateHandle handle, Map<Integer, Long> offsets)
            throws IOException {
        OperatorStateHandle.StateMetaInfo splits =
                handle.getStateNameToPartitionOffsets().get(SPLITS);
        if (splits == null) {
            return;
        }
        KafkaPartitionSplitSerializer serializer = new KafkaPartitionSplitSerializer();
        try (FSDataInputStream in = handle.openInputStream()) {
            for (long place : splits.getOffsets()) {
                in.seek(place);
                byte[] bytes =
                        BytePrimitiveArraySerializer.INSTANCE.deserialize(
                                new DataInputViewStreamWrapper(in));
                KafkaPartitionSplit split =
                        SimpleVersionedSerialization.readVersionAndDeSerialize(serializer, bytes);
                // A partition that nothing was read of yet begins at its beginning.
                offsets.put(split.getPartition(), Math.max(0, split.getStartingOffset()));
            }
        }
    }
}
