package io.ftte.cli.demo;

import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.ModelCommand;
import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.StopSignal;
import io.ftte.devices.client.SeedSender;
import io.ftte.devices.data.Digits;
import io.ftte.devices.fleet.FleetSettings;
import io.ftte.devices.fleet.MemoryBudgets;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.network.Network;
import io.ftte.network.Weights;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The demonstration's devices against a Kafka and a job that are there already. */
@Command(
        name = "fleet",
        description = {
            "Simulated devices train a registered model on handwritten digits, through Kafka,"
                    + " until Ctrl-C.",
            "The model takes 64 numbers and tells 10 classes apart. What of it is personal, the"
                    + " devices forget at the end."
        },
        footer = {
            "",
            JobCommand.HELP,
            "",
            "Example:",
            "  ./ftte fleet --model-id digits --devices 50 --bootstrap-servers localhost:9092"
        })
public final class FleetCommand extends ModelCommand {
    private static final Duration WATCH = Duration.ofMillis(200);
    private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

    @Mixin private FleetOptions simulated;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Divides the data and draws the devices (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--helper-bootstrap-servers",
            paramLabel = "HOST:PORT",
            description =
                    "Kafka brokers of the helper, where two parties aggregate the model; its topic"
                            + " is --shares-topic.")
    private Optional<String> helper;

    @Option(
            names = "--logit-adjustment",
            description = "Devices' loss knows how rare each class is among their examples.")
    private boolean logitAdjustment;

    @Override
    public Integer call() throws Exception {
        FleetSettings settings = settings();
        AggregationConf conf = connected();
        Network network = network(conf);
        try (StopSignal stop = new StopSignal();
                DemoFleet fleet =
                        DemoFleet.connect(
                                settings,
                                modelId(),
                                network,
                                Digits.load(),
                                seed,
                                conf,
                                helper.map(brokers -> seeds(brokers, conf)))) {
            // The gate remembers what devices of the same names sent in an earlier run.
            fleet.continueAt(System.currentTimeMillis());
            fleet.begin();
            out().printf("%d devices train %s, Ctrl-C ends them%n", simulated.devices, modelId());
            watch(fleet, stop);
        }
        return ExitCode.OK;
    }

    private static SeedSender seeds(String brokers, AggregationConf conf) {
        return SeedSender.connect(
                Map.of("bootstrap.servers", brokers), conf.partyTopics().shares());
    }

    private void watch(DemoFleet fleet, StopSignal stop) throws Exception {
        long reported = System.nanoTime();
        while (!stop.raised()) {
            if (fleet.failure().isPresent()) {
                throw new RunFailed("A device", fleet.failure().get());
            }
            if (System.nanoTime() - reported >= REPORT_NANOS) {
                out().printf(
                                "%,d updates sent, %,d wait for a broker, %,d given up for newer"
                                        + " ones%s%n",
                                fleet.updatesSent(),
                                fleet.updatesWaiting(),
                                fleet.updatesGivenUp(),
                                unreadable(fleet));
                reported = System.nanoTime();
            }
            Thread.sleep(WATCH.toMillis());
        }
    }

    private static String unreadable(DemoFleet fleet) {
        return fleet.passedOver() == 0
                ? ""
                : ", %,d records of the model topic cannot be read".formatted(fleet.passedOver());
    }

    private FleetSettings settings() {
        if (simulated.devices < 1) {
            throw new OptionsException(
                    "The fleet cannot be: devices is %d, write at least 1 device"
                            .formatted(simulated.devices));
        }
        try {
            return DemoTraining.fleet(
                    simulated.devices,
                    simulated.stragglers,
                    simulated.slowdown,
                    DemoTraining.SETTINGS.withLogitAdjustment(logitAdjustment),
                    MemoryBudgets.UNLIMITED);
        } catch (IllegalArgumentException e) {
            throw new OptionsException("The fleet cannot be: " + e.getMessage());
        }
    }

    private Network network(AggregationConf conf) throws IOException {
        ModelRegistration head = control(conf).requiredHead(modelId());
        if (head.getArchitecture() == null) {
            throw new IOException(
                    modelId() + " is registered without an architecture; devices cannot train it");
        }
        Network network = NetworkJson.read(head.getArchitecture());
        Weights classifier = network.weights().get(network.weights().size() - 1);
        int classes = classifier.bias().shape().elements();
        if (network.input().elements() != Digits.PIXELS || classes != Digits.CLASSES) {
            throw new IOException(
                    "%s takes %d numbers and tells %d classes apart; digits need %d and %d"
                            .formatted(
                                    modelId(),
                                    network.input().elements(),
                                    classes,
                                    Digits.PIXELS,
                                    Digits.CLASSES));
        }
        return network;
    }
}
