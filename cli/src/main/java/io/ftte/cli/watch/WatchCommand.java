package io.ftte.cli.watch;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.StopSignal;
import io.ftte.jobs.options.AggregationConf;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Serves the live page beside a Kafka and a job that are there already. */
@Command(
        name = "watch",
        description = {
            "Serve a web page that shows training while it goes on, until Ctrl-C: versions and how"
                    + " long their buffers took to fill, the buffer that fills now, staleness and"
                    + " weights, devices by speed, plans, refusals and lag.",
            "All of it comes from the topics, which are only read. /state.json has the same"
                    + " numbers."
        },
        footer = {
            "",
            "Models, profiles and plans are read from the beginning of their topics, the rest from"
                    + " --since on.",
            "The page asks for no password: with --host it is everybody's who reaches the port.",
            "Memory of plans follows from --device-batch, --device-micro-batch,",
            "--device-convolution and --device-optimizer; give those of the job, best by its"
                    + " --config.",
            "Where the lineage names devices by hashes, give the job's --device-name-key-file: by"
                    + " it a device's updates and what counted of them are known to be of one.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte watch --bootstrap-servers localhost:9092",
            "  ./ftte watch --model-id cifar --since 1d --port 0 --config job.yaml"
        })
public final class WatchCommand extends JobCommand {
    private static final Duration LOOK = Duration.ofMillis(200);

    @Option(
            names = "--model-id",
            paramLabel = "ID",
            description = "Show this model only, as it is registered.")
    private Optional<String> modelId;

    @Option(
            names = "--since",
            defaultValue = "1h",
            paramLabel = "DURATION",
            description =
                    "How far back updates, versions and refusals are read (${DEFAULT-VALUE}).")
    private Duration since;

    @Option(
            names = "--host",
            defaultValue = PageAddress.LOOPBACK,
            paramLabel = "HOST",
            description =
                    "Interface on which the page is served (${DEFAULT-VALUE}); 0.0.0.0 for all.")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "8090",
            paramLabel = "PORT",
            description =
                    "Port of the page, or a range (${DEFAULT-VALUE}); 0 takes any that is free.")
    private String port;

    @Override
    public Integer call() throws Exception {
        PageAddress address = PageAddress.of(host, port, "port");
        AggregationConf conf = connected();
        try (StopSignal stop = new StopSignal();
                LivePage page = LivePage.start(conf, modelId, from(since), address)) {
            out().printf("live page: %s, Ctrl-C ends it%n", page.url());
            while (!stop.raised()) {
                Thread.sleep(LOOK.toMillis());
            }
        }
        return ExitCode.OK;
    }

    /** Kafka knows no time before the epoch. */
    private static Instant from(Duration since) {
        Instant now = Instant.now();
        return since.compareTo(Duration.between(Instant.EPOCH, now)) > 0
                ? Instant.EPOCH
                : now.minus(since);
    }
}
