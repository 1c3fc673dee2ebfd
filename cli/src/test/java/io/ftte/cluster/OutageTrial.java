package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job that stays away for longer than its transaction timeout, and what brings back what the
 * broker has thrown away meanwhile: {@code republish} for devices, {@code replay} for the record.
 */
final class OutageTrial {
    /**
     * A checkpoint's output must be committed within the timeout; what was published since the
     * checkpoint before is lost.
     */
    private static final Map<String, String> OPTIONS =
            Map.of("checkpoint-interval", "5s", "transaction-timeout", "8s");

    private static final int PARALLELISM = 3;

    /** How far, in event time, a refusal may lie from a version that was published with it. */
    private static final long REFUSAL_MS = 500;

    /** Of the versions that are lost there is one range. */
    private static final Pattern REPUBLISHED =
            Pattern.compile(
                    "version (\\d+) is on .* digest (\\w+)\\s+"
                            + ".* lacks version (\\d+)(?:–(\\d+))?; ");

    private final Cluster cluster;
    private final Path jar;
    private final Undisturbed undisturbed;
    private final ModelDefinition model;
    private long lost;

    OutageTrial(Cluster cluster, Path jar, Undisturbed undisturbed) {
        this.cluster = cluster;
        this.jar = jar;
        this.undisturbed = undisturbed;
        this.model = undisturbed.model();
    }

    /**
     * Counts what readers see and what a replay gives back of the versions that are said to be
     * lost.
     *
     * @throws IOException if nothing was lost, or something else than is said
     */
    FaultRow row(Part part) throws Exception {
        try (Trial trial = Trial.start(cluster, jar, "outage", PARALLELISM, OPTIONS, undisturbed)) {
            FaultRow row =
                    trial.row(
                            this::text,
                            part,
                            (job, load) -> trial.regained(strike(job, trial.topics())));
            trial.job().cancel();
            return row;
        }
    }

    /** What no reader will ever see on the output topics, from a replay. */
    private Published strike(SubmittedJob job, JobTopics topics) throws Exception {
        // The next one is 5 s away, and there will be output to lose.
        job.awaitCompletedCheckpoints(1);
        String savepoint = job.cancelWithSavepoint();
        SubmittedJob.await("the end of its transactions", () -> !topics.hasOpenTransactions());
        job.run(PARALLELISM, savepoint);
        CommandLineRun republished = topics.republish(model.head().getModelId(), "300s");
        String said = republished.out() + republished.err();
        Published replayed = Published.of(topics.replay(model, cluster.directory()));
        Matcher matcher = REPUBLISHED.matcher(said);
        if (!matcher.find()) {
            throw new IOException("no lost versions are named: " + said);
        }
        String version = matcher.group(1);
        String digest = matcher.group(2);
        if (!TestModels.digests(replayed.lineage())
                .contains("%s/%s=%s".formatted(model.head().getModelId(), version, digest))) {
            throw new IOException("not what the replay has: " + said);
        }
        long first = Long.parseLong(matcher.group(3));
        long last = matcher.group(4) == null ? first : Long.parseLong(matcher.group(4));
        lost = last - first + 1;
        return between(replayed, first, last);
    }

    private String text() {
        return "outage beyond the transaction timeout: %d versions thrown away, named by `republish`"
                        .formatted(lost)
                + " and back from `replay`";
    }

    private static Published between(Published all, long first, long last) {
        List<VersionLineage> versions =
                all.lineage().stream()
                        .filter(made -> made.getVersion() >= first && made.getVersion() <= last)
                        .toList();
        LongSummaryStatistics times =
                versions.stream().mapToLong(VersionLineage::getEventTime).summaryStatistics();
        return new Published(
                versions,
                all.rejections().stream()
                        .filter(
                                refusal ->
                                        refusal.getEventTime() > times.getMin() - REFUSAL_MS
                                                && refusal.getEventTime()
                                                        < times.getMax() + REFUSAL_MS)
                        .toList(),
                all.shards().stream()
                        .filter(shard -> shard.getVersion() >= first && shard.getVersion() <= last)
                        .toList());
    }
}
