package io.ftte.cli.model;

import io.ftte.cli.frame.DurationConverter;
import io.ftte.cli.frame.JobCommand;
import io.ftte.cli.frame.ModelCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.ControlTopic;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Changes the aggregation settings of a registered model; the job need not stop. */
@Command(
        name = "configure",
        description = "Change aggregation settings of a registered model while it trains.",
        footer = {
            "",
            "The change comes into force when a buffer opens: after the version that is being"
                    + " made.",
            "All settings can change but serverOptimizer, and whether the model keeps an average.",
            "preset=NAME stands for the settings of a preset; what else is set wins over it.",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte configure --model-id cifar --set bufferSize=20 --wait 5min \\",
            "    --bootstrap-servers localhost:9092",
            "  ./ftte configure --model-id cifar --set age.function=hinge --set clipNorm=null \\",
            "    --from-version 500 --config job.yaml"
        })
public final class ConfigureCommand extends ModelCommand {
    @Option(
            names = "--set",
            required = true,
            paramLabel = "KEY=VALUE",
            description =
                    "An aggregation setting as in the registration, such as age.exponent=1; null"
                            + " takes clipNorm away; repeatable.")
    private Map<String, String> changes = new LinkedHashMap<>();

    @Option(
            names = "--from-version",
            defaultValue = "0",
            paramLabel = "N",
            description = "Let the change wait until the model has this version.")
    private long fromVersion;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "Wait so long for a version that was made by the new settings.")
    private Optional<Duration> patience;

    @Override
    public Integer call() throws IOException {
        if (fromVersion < 0) {
            throw misused("--from-version is " + fromVersion + "; give 0 or more");
        }
        AggregationConf conf = connected();
        ControlTopic control = control(conf);
        AggregationSettings before = control.newestSettings(modelId());
        AggregationSettings after = new SettingsChange(changes).whileTraining(before);
        if (after.equals(before)) {
            out().printf("%s has these settings already%n", modelId());
            return ExitCode.OK;
        }
        int number = 1 + control.newestChange(modelId()).map(ModelSettings::getNumber).orElse(0);
        Map<String, String> changed = AggregationJson.difference(before, after);
        try (SettingsWatch watch = new SettingsWatch(conf)) {
            write(conf, new ModelSettings(modelId(), number, fromVersion, after), changed);
            if (patience.isPresent()) {
                await(watch, after, changed, patience.get());
            }
        }
        return ExitCode.OK;
    }

    private void write(AggregationConf conf, ModelSettings settings, Map<String, String> changed)
            throws IOException {
        ControlKey key = ControlKey.settings(modelId(), settings.getNumber());
        writer(conf)
                .write(modelId(), List.of(new ControlRecord(key, RecordCodec.encode(settings))));
        out().printf(
                        "%s on %s: %s, %s%s%n",
                        key,
                        conf.topics().control(),
                        text(changed, change -> change.getKey() + "=" + change.getValue()),
                        fromVersion == 0
                                ? "in force when the next buffer opens"
                                : "in force from version " + fromVersion + " on",
                        patience.isPresent() ? "" : earliest(conf));
    }

    /** Whoever does not wait for the lineage to say it hears where to look. */
    private String earliest(AggregationConf conf) throws IOException {
        long newest = NewestNumber.of(modelId(), conf);
        return "; they make version %d at the earliest, ./ftte status shows whether they do"
                .formatted(Math.max(newest, fromVersion) + 1);
    }

    private void await(
            SettingsWatch watch,
            AggregationSettings settings,
            Map<String, String> changed,
            Duration patience)
            throws IOException {
        OptionalLong first = watch.firstVersion(modelId(), settings, patience);
        if (first.isEmpty()) {
            throw new IOException(
                    "No version of %s was made by them within %s; the change stands and waits: see whether devices send updates"
                            .formatted(modelId(), DurationConverter.text(patience)));
        }
        long from = first.getAsLong() - 1;
        out().printf(
                        "version %d is the first made by them; in a replay: %s%n",
                        first.getAsLong(),
                        text(
                                changed,
                                c -> "--set " + c.getKey() + "=" + c.getValue() + "@" + from));
    }

    private static String text(
            Map<String, String> changed, Function<Map.Entry<String, String>, String> form) {
        return changed.entrySet().stream().map(form).collect(Collectors.joining(" "));
    }
}
