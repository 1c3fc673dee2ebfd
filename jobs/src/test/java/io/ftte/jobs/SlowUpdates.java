package io.ftte.jobs;

import io.ftte.operators.stream.RawRecord;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets a record pass each millisecond or less often, fails the first attempt at its first
 * checkpoint, which therefore is never complete, and tells which later ones are.
 */
final class SlowUpdates extends AbstractStreamOperator<RawRecord>
        implements OneInputStreamOperator<RawRecord, RawRecord> {
    private static final long serialVersionUID = 1;
    private static final long PAUSE_MS = 1;

    /** Of an attempt that is to fail: afterwards the input only trickles, or it might run out. */
    private static final int FREELY = 300;

    private static final long TRICKLE_MS = 50;

    private final String runId;
    private transient int attempt;
    private transient int passed;

    SlowUpdates(String runId) {
        this.runId = runId;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
        Sabotage.of(runId).began(attempt, context.isRestored());
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) throws Exception {
        passed++;
        boolean toFail = Sabotage.of(runId).isToFail(attempt);
        Thread.sleep(toFail && passed > FREELY ? TRICKLE_MS : PAUSE_MS);
        output.collect(element);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (Sabotage.of(runId).isDue(Sabotage.Failure.BEFORE_FIRST_CHECKPOINT, attempt)) {
            throw Sabotage.of(runId).fail(Sabotage.Failure.BEFORE_FIRST_CHECKPOINT);
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        Sabotage.of(runId).completed(checkpointId);
    }
}
