package io.ftte.cli.status;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.JobProgress;
import io.ftte.topics.OpenTransaction;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * All that {@code status} shows.
 *
 * @param nowMs when it was asked, ms since the epoch by this machine's clock
 * @param job its name, which is that of its group
 * @param updates how far the job is on the update topic
 * @param revoked devices whose updates are refused
 * @param open transactions on the topics that devices and commands read
 */
record Status(
        long nowMs,
        String job,
        String updatesTopic,
        JobProgress updates,
        List<ModelStatus> models,
        List<String> revoked,
        List<OpenTransaction> open) {

    Status {
        models = List.copyOf(models);
        revoked = List.copyOf(revoked);
        open = List.copyOf(open);
    }

    static Status read(AggregationConf conf) throws IOException {
        long now = System.currentTimeMillis();
        String updatesTopic = conf.topics().updates();
        ControlTopic control = ControlTopic.read(conf.brokers(), conf.topics().control());
        List<ModelStatus> models = ModelsReader.read(conf, control);
        try (Admin admin = conf.brokers().open()) {
            return new Status(
                    now,
                    conf.jobName(),
                    updatesTopic,
                    JobProgress.of(admin, conf.brokers(), conf.jobName(), updatesTopic),
                    models,
                    control.revoked(),
                    OpenTransaction.on(
                            admin,
                            List.of(
                                    conf.topics().control(),
                                    conf.topics().models(),
                                    conf.topics().lineage(),
                                    conf.topics().rejected())));
        }
    }
}
