package io.ftte.cli.job;

import io.ftte.cli.frame.BytesConverter;
import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import io.ftte.topics.TopicProblem;
import io.ftte.topics.TopicSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Creates the job's topics, or says what is wrong with those that exist. */
@Command(
        name = "topics",
        description = "Create the topics of the job, or check them.",
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte topics --create --partitions 8 --bootstrap-servers localhost:9092",
            "  ./ftte topics --check --config job.yaml"
        })
public final class TopicsCommand extends JobCommand {
    @Option(names = "--create", description = "Create those that are missing, then check.")
    private boolean create;

    @Option(names = "--check", description = "Only check.")
    private boolean check;

    @Option(names = "--helper", description = "Those of a helper, see ./ftte helper --help.")
    private boolean helper;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of each new topic but control (${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "0",
            description = "Copies of each partition; 0 leaves it to the brokers.")
    private int replication;

    @Option(
            names = "--updates-retention",
            paramLabel = "DURATION",
            defaultValue = "1d",
            description = "How long updates are kept (${DEFAULT-VALUE}).")
    private Duration updatesRetention;

    @Option(
            names = "--max-message-bytes",
            paramLabel = "SIZE",
            defaultValue = "" + TopicLayout.DEFAULT_MAX_MESSAGE_BYTES,
            converter = BytesConverter.class,
            description = "Largest record that the topics take (${DEFAULT-VALUE}).")
    private int maxMessageBytes;

    @Override
    public Integer call() throws IOException {
        AggregationConf conf = conf();
        if (create == check) {
            throw misused("Give one of --create and --check");
        }
        TopicLayout layout = new TopicLayout(partitions, updatesRetention, maxMessageBytes);
        List<TopicSpec> topics = helper ? conf.helperTopicSpecs(layout) : conf.topicSpecs(layout);
        PrintWriter out = out();
        try (Admin admin = conf.brokers().open()) {
            TopicAdmin topicAdmin =
                    new TopicAdmin(
                            admin,
                            conf.brokers().address(),
                            helper ? conf.helperTopicsCommand() : conf.topicsCommand());
            if (create) {
                List<String> created = topicAdmin.create(topics, replication);
                topics.forEach(
                        topic ->
                                out.printf(
                                        "%s %s%n",
                                        created.contains(topic.name()) ? "created" : "exists ",
                                        topic.name()));
            }
            List<TopicProblem> problems = topicAdmin.check(topics);
            if (problems.isEmpty()) {
                out.printf("%d topics are as the job needs them%n", topics.size());
                return ExitCode.OK;
            }
            problems.forEach(
                    problem -> out.printf("%s; mend with:%n  %s%n", problem, problem.command()));
            throw new IOException(
                    problems.size() == 1
                            ? "A problem with a topic; run the command above"
                            : problems.size()
                                    + " problems with the topics; run the commands above");
        }
    }
}
