package io.ftte.jobs.replay;

import io.ftte.topics.OptionsException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
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
    private static final ListStateDescriptor<byte[]> SPLITS =
            new ListStateDescriptor<>("SourceReaderState", BytePrimitiveArraySerializer.INSTANCE);

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
                    read(subtask.getManagedOperatorState(), offsets);
                }
            }
        }
        return offsets;
    }

    /** By Flink's own reader, which knows whether and how what lies there is compressed. */
    private static void read(Collection<OperatorStateHandle> handles, Map<Integer, Long> offsets)
            throws IOException {
        KafkaPartitionSplitSerializer serializer = new KafkaPartitionSplitSerializer();
        try (CloseableRegistry registry = new CloseableRegistry()) {
            OperatorStateBackend state =
                    new DefaultOperatorStateBackendBuilder(
                                    LivePosition.class.getClassLoader(),
                                    new ExecutionConfig(),
                                    false,
                                    handles,
                                    registry)
                            .build();
            for (byte[] bytes : state.getListState(SPLITS).get()) {
                KafkaPartitionSplit split =
                        SimpleVersionedSerialization.readVersionAndDeSerialize(serializer, bytes);
                // A partition that nothing was read of yet begins at its beginning.
                offsets.put(split.getPartition(), Math.max(0, split.getStartingOffset()));
            }
            state.dispose();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the state of a source cannot be read: " + e.getMessage(), e);
        }
    }
}
