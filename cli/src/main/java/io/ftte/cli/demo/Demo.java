package io.ftte.cli.demo;

import io.ftte.cli.frame.RunFailed;
import io.ftte.cli.frame.StopSignal;
import io.ftte.cli.frame.TemporaryDirectory;
import io.ftte.cli.model.ModelPublisher;
import io.ftte.cli.watch.AccuracySink;
import io.ftte.cli.watch.LivePage;
import io.ftte.devices.client.ModelVersion;
import io.ftte.devices.fleet.MemoryBudgets;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.TrainingEngine;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;

/**
 * One demonstration from an empty machine to the report. Whatever it starts it also stops, in the
 * opposite order, however it ends.
 */
final class Demo {
    private static final Duration POLL = Duration.ofMillis(100);

    /** How long the lineage of the last version may lag behind the version itself. */
    private static final double LINEAGE_SECONDS = 10;

    private final DemoSettings settings;
    private final AggregationLauncher launcher;
    private final PrintWriter out;
    private final Progress progress;
    private final DemoModel model;
    private final MemoryBudgets budgets;
    private final RunRecord run;
    private final PlanNews news;
    private final TrainingEngine engine;
    private boolean lowered;
    private boolean reached;
    private long updateBytes;

    /**
     * @param terminal whether {@code out} is one, so that a line may be drawn over
     */
    Demo(DemoSettings settings, AggregationLauncher launcher, PrintWriter out, boolean terminal) {
        this.settings = settings;
        this.launcher = launcher;
        this.out = out;
        this.progress = new Progress(out, terminal, settings.target());
        long now = System.currentTimeMillis();
        this.model = DemoModel.of(settings, now);
        this.budgets =
                DemoTraining.budgets(
                        model, DemoTraining.setup(settings.tiers()), settings.budgetBytes());
        this.run = new RunRecord(now);
        this.news =
                new PlanNews(DemoPlans.of(settings, model), settings.tiers() > 1, run, this::say);
        this.engine =
                new TrainingEngine(
                        NetworkPlan.full(model.network()), DemoTraining.SETTINGS.engine());
        this.lowered = settings.lowerBudgetBytes().isEmpty();
    }

    /**
     * Runs until the target or the last version is reached.
     *
     * @return whether the target was
     * @throws IOException if something would not start, write or go on; one line
     */
    boolean run() throws Exception {
        try (StopSignal stop = new StopSignal();
                TemporaryDirectory scratch = TemporaryDirectory.create("ftte-demo-")) {
            if (settings.out().isPresent()) {
                Path directory = Files.createDirectories(settings.out().get());
                Files.writeString(
                        directory.resolve("model.json"),
                        RegistrationJson.write(model.definition()));
            }
            say("starting Kafka in this process");
            try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
                say("Kafka answers at " + kafka.bootstrapServers());
                runOn(kafka, scratch.path(), stop);
            }
            if (stop.raised()) {
                throw new IOException("Stopped before the target was reached; run it again");
            }
            DemoReport report = new DemoReport(settings, model, run, updateBytes);
            report.print(out);
            if (settings.out().isPresent()) {
                report.write(settings.out().get());
                say("report: " + settings.out().get().resolve("report.html"));
            }
            return reached;
        }
    }

    private void runOn(EmbeddedKafka kafka, Path scratch, StopSignal stop) throws Exception {
        Configuration options = DemoOptions.of(settings, kafka.bootstrapServers(), scratch);
        if (settings.twoParties()) {
            options.set(AggregationOptions.PARTY_KEY_FILE, DemoHelper.key(scratch).toString());
        }
        AggregationConf conf = AggregationConf.of(options);
        try (Admin admin = conf.brokers().open()) {
            new TopicAdmin(admin, conf.brokers().address(), conf.topicsCommand())
                    .create(conf.topicSpecs(TopicLayout.DEFAULT), 1);
        }
        new ModelPublisher(conf).publish(List.of(model.definition()));
        say(
                "model %s registered: %,d parameters, %s"
                        .formatted(
                                DemoModel.ID,
                                model.definition().parameters().length,
                                AggregationJson.text(model.definition().head().getAggregation())));
        if (stop.raised()) {
            return;
        }
        try (LivePage page =
                LivePage.start(conf, Optional.empty(), Instant.EPOCH, settings.page())) {
            say("live page: " + page.url());
            AccuracySink accuracies = page.accuracy(DemoModel.ID, settings.target());
            if (!settings.twoParties()) {
                train(options, conf, Optional.empty(), accuracies, stop);
                return;
            }
            say("starting the helper, on a Kafka and a Flink of its own");
            try (DemoHelper helper = DemoHelper.start(options, scratch)) {
                say("the helper's Kafka answers at " + helper.brokers());
                train(options, conf, Optional.of(helper), accuracies, stop);
                helper.view(conf).ifPresent(this::say);
            }
        }
    }

    private void train(
            Configuration options,
            AggregationConf conf,
            Optional<DemoHelper> helper,
            AccuracySink accuracies,
            StopSignal stop)
            throws Exception {
        say("starting the job on a local Flink");
        try (AggregationLauncher.Running job = launcher.start(options);
                OutputReader outputs = new OutputReader(conf, DemoModel.ID, kind());
                DemoFleet fleet = DemoFleet.start(settings, model, budgets, conf, helper)) {
            say("Flink's web page: " + job.webUrl());
            say(whoTrains(conf.brokers().address()));
            if (settings.personal()) {
                say(
                        "each keeps %,d parameters to itself; accuracy is the devices' mean on"
                                        .formatted(model.personalCount())
                                + " examples that they held out");
            }
            watch(() -> failure(job, helper), outputs, fleet, accuracies, stop);
        }
    }

    private String whoTrains(String brokers) {
        if (settings.devices() == 0) {
            return "no devices of its own: waiting for others at %s, model %s"
                    .formatted(brokers, DemoModel.ID);
        }
        return "%d devices train, %.0f %% of them %s times slower"
                .formatted(settings.devices(), 100 * settings.stragglers(), settings.slowdown());
    }

    private static Optional<Throwable> failure(
            AggregationLauncher.Running job, Optional<DemoHelper> helper) {
        return job.failure().or(() -> helper.flatMap(DemoHelper::failure));
    }

    private void watch(
            Supplier<Optional<Throwable>> jobs,
            OutputReader outputs,
            DemoFleet fleet,
            AccuracySink accuracies,
            StopSignal stop)
            throws Exception {
        long start = System.nanoTime();
        double seconds = 0;
        double endedAt = Double.POSITIVE_INFINITY;
        while (!stop.raised() && !(ended() && run.complete())) {
            outputs.poll(
                    POLL,
                    run,
                    plan -> news.take(plan, (System.nanoTime() - start) / 1e9),
                    version ->
                            measure(version, fleet, accuracies, (System.nanoTime() - start) / 1e9));
            news.show((System.nanoTime() - start) / 1e9);
            lower(fleet);
            Optional<Throwable> failure = jobs.get();
            if (failure.isPresent()) {
                throw new RunFailed("The job", failure.get());
            }
            if (fleet.failure().isPresent()) {
                throw new RunFailed("A device", fleet.failure().get());
            }
            seconds = (System.nanoTime() - start) / 1e9;
            endedAt = ended() ? Math.min(endedAt, seconds) : endedAt;
            if (seconds - endedAt > LINEAGE_SECONDS) {
                throw new IOException(
                        "No lineage of version %d within %.0f s; look at the job's log with --debug"
                                .formatted(run.version(), LINEAGE_SECONDS));
            }
            progress.show(run, seconds);
        }
        progress.end(run, seconds);
        updateBytes = fleet.updateBytes();
    }

    private void measure(
            ModelVersion version, DemoFleet fleet, AccuracySink accuracies, double seconds) {
        if (version.version() > 0 && !ended()) {
            Accuracy accuracy = accuracy(version, fleet);
            run.measured(version.version(), seconds, accuracy);
            accuracies.measured(version.version(), accuracy.value(), accuracy.tenthPercentile());
            reached |= run.accuracy() >= settings.target();
        }
    }

    private Accuracy accuracy(ModelVersion version, DemoFleet fleet) {
        return fleet.ownModels()
                .map(own -> own.accuracy(version, model.trainable(), engine))
                .orElseGet(() -> sharedAccuracy(version));
    }

    private Accuracy sharedAccuracy(ModelVersion version) {
        engine.load(version.parameters());
        return Accuracy.shared(engine.accuracy(model.data().heldOut()));
    }

    /**
     * What one would use: the average, as raw versions swing; but a device's own tensors go with
     * the raw versions that it trains from.
     */
    private ShardKind kind() {
        return settings.personal() ? ShardKind.MODEL : ShardKind.AVERAGE;
    }

    /** One device has less memory from a certain version on, where that was asked for. */
    private void lower(DemoFleet fleet) {
        if (!lowered && run.version() >= settings.lowerAt()) {
            long before = fleet.first().budgetBytes();
            long left = settings.lowerBudgetBytes().orElseThrow();
            fleet.lower(left);
            news.lowered(fleet.first().id(), before, left);
            lowered = true;
        }
    }

    private boolean ended() {
        return reached || run.version() >= settings.maxVersions();
    }

    private void say(String line) {
        progress.say(line);
    }
}
