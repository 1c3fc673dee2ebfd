package io.ftte.benchmarks.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.JobOptions;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** The topics of one run: its own ones, and an update topic that runs share. */
final class RunTopics {
    private RunTopics() {}

    /** The options of the job that say where all of it lies. */
    static List<String> options(String brokers, String run, String updatesTopic) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--bootstrap-servers=" + brokers,
                                "--job-name=" + run,
                                "--updates-topic=" + updatesTopic));
        for (String name :
                List.of("control", "decisions", "devices", "models", "lineage", "rejected")) {
            options.add("--%s-topic=%s-%s".formatted(name, run, name));
        }
        return options;
    }

    static AggregationConf conf(String brokers, String run, String updatesTopic) {
        return AggregationConf.of(
                JobOptions.parse(options(brokers, run, updatesTopic).toArray(new String[0])));
    }

    /** Makes those that are not there yet. */
    static void create(AggregationConf conf, int partitions) throws IOException {
        TopicLayout layout = new TopicLayout(partitions, Duration.ofDays(1), Broker.MAX_RECORD);
        try (Admin admin = conf.brokers().open()) {
            new TopicAdmin(admin, conf.brokers().address(), conf.topicsCommand())
                    .create(conf.topicSpecs(layout), 1);
        }
    }
}
