package io.ftte.jobs;

import io.ftte.operators.stream.Piece;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In the second attempt keeps all payloads back, so that the admissions of their updates queue up
 * at the slices, and fails when a checkpoint that holds enough of them is complete. Later attempts
 * let go of what the checkpoint held.
 */
final class HeldPayloads extends AbstractStreamOperator<Piece>
        implements OneInputStreamOperator<Piece, Piece> {
    private static final long serialVersionUID = 1;

    /** Far more pieces than lie within the out-of-orderness bound. */
    private static final int ENOUGH = 300;

    private final String runId;
    private transient List<Piece> held;
    private transient ListState<Piece> snapshot;
    private transient boolean holding;
    private transient long enoughAt;

    HeldPayloads(String runId) {
        this.runId = runId;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        snapshot =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>("held", TypeInformation.of(Piece.class)));
        held = new ArrayList<>();
        snapshot.get().forEach(held::add);
        enoughAt = Long.MAX_VALUE;
        holding =
                Sabotage.of(runId)
                        .isDue(
                                Sabotage.Failure.QUEUED_ADMISSIONS,
                                getRuntimeContext().getTaskInfo().getAttemptNumber());
    }

    @Override
    public void processElement(StreamRecord<Piece> element) {
        held.add(element.getValue());
        if (!holding) {
            held.forEach(piece -> output.collect(new StreamRecord<>(piece)));
            held.clear();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        snapshot.update(held);
        if (holding && held.size() >= ENOUGH) {
            enoughAt = Math.min(enoughAt, context.getCheckpointId());
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        if (checkpointId >= enoughAt) {
            throw Sabotage.of(runId).fail(Sabotage.Failure.QUEUED_ADMISSIONS);
        }
    }
}
