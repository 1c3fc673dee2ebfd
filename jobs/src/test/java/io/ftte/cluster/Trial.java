package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.jobs.JobTopics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One job on the recorded stream: part after part is sent while something happens to it, and the
 * whole output is counted after each.
 */
final class Trial implements AutoCloseable {
    /** Checkpoints to wait for after the last expected record, in case there is more to come. */
    private static final int AFTERWARDS = 3;

    private static final long SENDING_MINUTES = 30;

    /** Something that happens while a part is being sent. */
    @FunctionalInterface
    interface Event {
        void happen(SubmittedJob job, Load load) throws Exception;
    }

    private final SubmittedJob job;
    private final JobTopics topics;
    private final Undisturbed undisturbed;
    private final Load load;
    private final CommittedOutput output;
    private OutputCount count = OutputCount.NOTHING;

    /** Records on the update topic, ticks too. */
    private int written;

    Trial(
            SubmittedJob job,
            JobTopics topics,
            Undisturbed undisturbed,
            Load load,
            CommittedOutput output) {
        this.job = job;
        this.topics = topics;
        this.undisturbed = undisturbed;
        this.load = load;
        this.output = output;
    }

    /**
     * Sends a part, lets something happen when a quarter of it is sent, and counts when everything
     * expected is visible, or long after it should have been.
     */
    FaultRow row(String name, Part part, Event event) throws Exception {
        // Before its first checkpoint a job has nothing to lose.
        job.awaitCompletedCheckpoints(1);
        CompletableFuture<Void> sending = load.send(part);
        SubmittedJob.await("load", () -> load.sent() > part.records() / 4);
        long began = System.nanoTime();
        event.happen(job, load);
        sending.get(SENDING_MINUTES, TimeUnit.MINUTES);
        Published expected = undisturbed.upTo(part);
        SubmittedJob.awaitOrGoOn(() -> count(expected).missing() == 0);
        job.awaitCompletedCheckpoints(AFTERWARDS);
        OutputCount before = count;
        count = count(expected);
        int writtenBefore = written;
        written = topics.updatesWritten();
        return FaultRow.of(
                name,
                written - writtenBefore - RecordedStream.PARTITIONS,
                before,
                count,
                output.longestPause(began));
    }

    SubmittedJob job() {
        return job;
    }

    private OutputCount count(Published expected) {
        return OutputCount.of(RecordedStream.model(), expected, output.now());
    }

    @Override
    public void close() throws InterruptedException {
        load.close();
        output.close();
    }
}
