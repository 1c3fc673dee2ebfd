package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.fixtures.JobTopics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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

    private static final int RECORDS_PER_SECOND = 200;
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "out-of-orderness", "50ms",
                    // Event time is recorded, and today's ticks would be years ahead of it.
                    "tick-interval", "0",
                    "slice-size", "1024",
                    "shard-size", "1024",
                    "checkpoint-interval", "500ms");

    private final SubmittedJob job;
    private final JobTopics topics;
    private final Undisturbed undisturbed;
    private final Load load;
    private final CommittedOutput output;
    private OutputCount count = OutputCount.NOTHING;
    private Published regained = Published.NOTHING;

    /** Records on the update topic, ticks too. */
    private int written;

    private Trial(SubmittedJob job, JobTopics topics, Undisturbed undisturbed) {
        this.job = job;
        this.topics = topics;
        this.undisturbed = undisturbed;
        this.load = new Load(topics.conf(), undisturbed.model(), RECORDS_PER_SECOND);
        this.output = CommittedOutput.follow(topics.conf());
    }

    /**
     * Creates the topics and submits the job.
     *
     * @param options in place of those that all trials have
     * @param undisturbed what to compare with, and of which model
     */
    static Trial start(
            Cluster cluster,
            Path jar,
            String name,
            int parallelism,
            Map<String, String> options,
            Undisturbed undisturbed)
            throws Exception {
        JobTopics topics = topics(cluster, name, options);
        topics.register(undisturbed.model());
        SubmittedJob job = new SubmittedJob(cluster.flink(), jar, cluster.directory(), topics);
        job.run(parallelism);
        return new Trial(job, topics, undisturbed);
    }

    /** Topics of the recorded stream. */
    static JobTopics topics(Cluster cluster, String name, Map<String, String> options)
            throws Exception {
        Map<String, String> all = new HashMap<>(OPTIONS);
        all.putAll(options);
        return JobTopics.create(
                cluster.kafka().bootstrapServers(), name, RecordedStream.PARTITIONS, all);
    }

    /**
     * Sends a part, lets something happen when a quarter of it is sent, and counts when everything
     * expected is visible, or long after it should have been.
     *
     * @param name asked for at the end
     */
    FaultRow row(Supplier<String> name, Part part, Event event) throws Exception {
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
                name.get(),
                written - writtenBefore - RecordedStream.PARTITIONS,
                before,
                count,
                output.longestPause(began));
    }

    SubmittedJob job() {
        return job;
    }

    JobTopics topics() {
        return topics;
    }

    /** What counts as published although it is lost to the readers of the output topics. */
    void regained(Published lost) {
        regained = lost;
    }

    private OutputCount count(Published expected) {
        return OutputCount.of(undisturbed.model(), expected, output.now().completedBy(regained));
    }

    @Override
    public void close() {
        load.close();
        output.close();
    }
}
