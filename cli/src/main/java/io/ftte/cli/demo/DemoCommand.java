package io.ftte.cli.demo;

import io.ftte.cli.frame.BytesConverter;
import io.ftte.cli.watch.PageAddress;
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
            "  ./ftte demo --lower-budget 64KiB --lower-at 10",
            "  ./ftte demo --tiers 2 --personal",
            "  ./ftte demo --two-parties",
            "",
            "With no devices of its own it waits for others, such as those of devices/python:",
            "  ./ftte demo --devices 0"
        })
public final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher where standard output is a terminal. */
    private static final String TERMINAL = "ftte.terminal";

    private static final double TARGET = 0.96;

    /** Of the mean of the devices' own models. */
    private static final double PERSONAL_TARGET = 0.8;

    /** What the weakest device needs to train a part of the model in whole batches. */
    private static final int BUDGET = 208 << 10;

    /** The same in micro-batches of one; the stronger four fifths can train all of it. */
    private static final int TIERS_BUDGET = 40 << 10;

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
            paramLabel = "ACCURACY",
            description = "Accuracy on held-out data at which it ends (0.96; with --personal 0.8).")
    private Optional<Double> target;

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
            names = "--tiers",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Most tiers of plans (${DEFAULT-VALUE}): stronger devices train more of the"
                            + " model. With several, devices take micro-batches as small as they"
                            + " must.")
    private int tiers;

    @Option(
            names = "--personal",
            description =
                    "Each device keeps the classifier to itself and holds out a fifth of its"
                            + " examples; accuracy is then the mean over the devices, each with"
                            + " its own model on those.")
    private boolean personal;

    @Option(
            names = "--two-parties",
            description =
                    "Two parties aggregate, each on a Kafka and a Flink of its own: the leader"
                            + " decides, the helper helps to add, and neither can read an update.")
    private boolean twoParties;

    @Option(
            names = "--budget",
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description =
                    "Memory of the weakest device for a training step (208KiB; with --tiers"
                            + " 40KiB); the others have up to four times as much. The job chooses"
                            + " what fits.")
    private Optional<Integer> budgetBytes;

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
            names = "--page-port",
            defaultValue = "8090-8099",
            paramLabel = "PORT",
            description =
                    "Port of the live page, which shows the training while it goes on, or a range"
                            + " (${DEFAULT-VALUE}).")
    private String pagePort;

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
                        target.orElse(personal ? PERSONAL_TARGET : TARGET),
                        maxVersions,
                        seed,
                        budgetBytes.orElse(tiers > 1 ? TIERS_BUDGET : BUDGET),
                        lowerBudgetBytes,
                        lowerAt,
                        out,
                        webPort,
                        PageAddress.of(PageAddress.LOOPBACK, pagePort, "page-port"),
                        parallelism,
                        tiers,
                        personal,
                        twoParties);
        if (!reached(settings)) {
            throw new IOException(
                    "The target %s was not reached; allow more --max-versions or lower --target"
                            .formatted(settings.target()));
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
