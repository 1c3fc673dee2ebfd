package io.ftte.cli.model;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.JobProgress;
import java.io.IOException;
import org.apache.kafka.clients.admin.Admin;

/** What to do where a model is registered and has no version that could be read. */
final class FirstVersionAdvice {
    private static final String START = "start the job with ./ftte aggregate";

    /** The mark of the transaction that a registration came in, which nobody reads. */
    private static final long MARK = 1;

    private FirstVersionAdvice() {}

    static String of(AggregationConf conf) {
        String control = conf.topics().control();
        JobProgress progress;
        try (Admin admin = conf.brokers().open()) {
            progress = JobProgress.of(admin, conf.brokers(), conf.jobName(), control);
        } catch (IOException e) {
            return START; // Who may not see the group cannot know more.
        }
        if (!progress.hasCommitted()) {
            return START + ", or wait for its first checkpoint";
        }
        if (progress.behind() > MARK) {
            return "the job %s, which had checkpoints before, has not read all of %s: see that it runs, and wait for its next checkpoint"
                    .formatted(conf.jobName(), control);
        }
        return "the job %s has read the registration: see in %s whether it was refused, and with ./ftte status whether an open transaction holds it up"
                .formatted(conf.jobName(), conf.topics().rejected());
    }
}
