package io.ftte.cli.demo;

import io.ftte.cli.frame.BytesConverter;
import io.ftte.jobs.AggregationLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows everything at work: Kafka, the job and a fleet of devices, in this process. */
@Command(
        name = "demo",
        description = {
            "A fleet of simulated devices trains a model through Kafka and Flink, all of it in"
                    + " this process, until the model reaches the target."
        },
        footer = {
            "",
            "Examples:",
            "  ./ftte demo --seed 1 --out target/demo",
            "  ./ftte demo --devices 100 --stragglers 0.8 --slowdown 20",
            "  ./ftte demo --lower-budget 64KiB --lower-at 10"
        })
public final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher where standard output is a terminal. */
    private static final String TERMINAL = "ftte.terminal";

    private final AggregationLauncher launcher;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            defaultValue = "digits",
            paramLabel = "NAME",
            description = "Data set: digits, 1,797 handwritten digits of 8x8 pixels.")
    private String data;

    @Mixin private FleetOptions simulated;

    @Option(
            names = "--target",
            defaultValue = "0.96",
            paramLabel = "ACCURACY",
            description = "Accuracy on held-out data at which it ends (${DEFAULT-VALUE}).")
    private double target;

    @Option(
            names = "--max-versions",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Versions after which it gives up (${DEFAULT-VALUE}).")
    private long maxVersions;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Draws data, parameters and devices (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--budget",
            defaultValue = "208KiB",
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description = {
                "Memory of the weakest device for a training step (${DEFAULT-VALUE});",
                "the others have up to four times as much. The job chooses what fits it."
            })
    private int budgetBytes;

    @Option(
            names = "--lower-budget",
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description = "Memory that one device has left after version --lower-at.")
    private Optional<Integer> lowerBudgetBytes;

    @Option(
            names = "--lower-at",
            defaultValue = "10",
            paramLabel = "VERSION",
            description = "When --lower-budget takes effect (${DEFAULT-VALUE}).")
    private long lowerAt;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write model.json, report.json and report.html there.")
    private Optional<Path> out;

    @Option(
            names = "--web-port",
            defaultValue = "8081-8099",
            paramLabel = "PORT",
            description = "Port of Flink's web page, or a range (${DEFAULT-VALUE}).")
    private String webPort;

    @Option(
            names = "--parallelism",
            defaultValue = "2",
            paramLabel = "N",
            description = "Parallelism of the job (${DEFAULT-VALUE}).")
    private int parallelism;

    /**
     * @param launcher what starts the job
     */
    public DemoCommand(AggregationLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        DemoSettings settings =
                new DemoSettings(
                        data,
                        simulated.devices,
                        simulated.stragglers,
                        simulated.slowdown,
                        target,
                        maxVersions,
                        seed,
                        budgetBytes,
                        lowerBudgetBytes,
                        lowerAt,
                        out,
                        webPort,
                        parallelism);
        if (!reached(settings)) {
            throw new IOException(
                    "The target %s was not reached; allow more --max-versions or lower --target"
                            .formatted(target));
        }
        return ExitCode.OK;
    }

    private boolean reached(DemoSettings settings) throws Exception {
        try {
            return new Demo(
                            settings,
                            launcher,
                            spec.commandLine().getOut(),
                            Boolean.getBoolean(TERMINAL))
                    .run();
        } catch (NoClassDefFoundError e) {
            // The image has Kafka's clients only.
            throw new IOException(
                    "There is no Kafka broker on this class path for the demo to start; run it in a"
                            + " clone, or fleet against a Kafka that is there",
                    e);
        }
    }
}
