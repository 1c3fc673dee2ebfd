package io.ftte.jobs;

import io.ftte.operators.stream.OutputRecord;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Chained before a sink. Before the commit it stops the task between its snapshot and the
 * notification on which the sink would commit, and fails once the checkpoint is complete
 * everywhere; of uncommitted output it fails when a record is written that no checkpoint holds.
 */
final class UncommittedOutput extends AbstractStreamOperator<OutputRecord>
        implements OneInputStreamOperator<OutputRecord, OutputRecord> {
    private static final long serialVersionUID = 1;
    private static final long PATIENCE_MS = 5_000;

    /** Time for the producer to send what it was given. */
    private static final long SEND_MS = 500;

    private final String runId;
    private transient int sinceSnapshot;
    private transient boolean snapshotTaken;
    private transient long notified;

    UncommittedOutput(String runId) {
        this.runId = runId;
    }

    @Override
    public void processElement(StreamRecord<OutputRecord> element) throws Exception {
        sinceSnapshot++;
        output.collect(element);
        if (snapshotTaken && isDue(Sabotage.Failure.UNCOMMITTED_OUTPUT)) {
            Thread.sleep(SEND_MS);
            throw Sabotage.of(runId).fail(Sabotage.Failure.UNCOMMITTED_OUTPUT);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        long checkpointId = context.getCheckpointId();
        if (sinceSnapshot > 0 && isDue(Sabotage.Failure.BEFORE_COMMIT)) {
            // The timer's turn comes before the notification's, and keeps the task busy.
            getProcessingTimeService()
                    .registerTimer(
                            getProcessingTimeService().getCurrentProcessingTime(),
                            time -> failBeforeCommit(checkpointId));
        }
        sinceSnapshot = 0;
        snapshotTaken = true;
    }

    private void failBeforeCommit(long checkpointId) throws InterruptedException {
        Sabotage run = Sabotage.of(runId);
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (!run.isComplete(checkpointId) && System.currentTimeMillis() < deadline) {
            Thread.sleep(1);
        }
        if (run.isComplete(checkpointId) && notified < checkpointId) {
            throw run.fail(Sabotage.Failure.BEFORE_COMMIT);
        }
    }

    private boolean isDue(Sabotage.Failure failure) {
        return Sabotage.of(runId)
                .isDue(failure, getRuntimeContext().getTaskInfo().getAttemptNumber());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        notified = checkpointId;
    }
}
