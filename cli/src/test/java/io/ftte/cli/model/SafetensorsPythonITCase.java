package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.cli.demo.EmbeddedKafka;
import io.ftte.devices.client.UpdateSender;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.safetensors.SafetensorsModel;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.RegistrationSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that Python wrote goes through the commands and the job, and Python compares what comes
 * out. Needs a Python with safetensors and numpy: {@code benchmarks/safetensors-roundtrip} runs it.
 */
@EnabledIfSystemProperty(named = "python", matches = ".+")
class SafetensorsPythonITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void model_fromPythonThroughTheJobAndBack_hasEqualNumbers() throws Exception {
        python("write");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            String brokers = "--bootstrap-servers=" + kafka.bootstrapServers();
            succeed("topics", "--create", brokers);
            succeed(
                    "publish",
                    "--model=" + file("start.safetensors"),
                    "--settings=" + file("settings.json"),
                    brokers);
            AggregationLauncher.Running job = new LocalFlink().start(options(kafka));
            try {
                sendOneStep(kafka, read("start.safetensors").length);
                Awaitility.await().atMost(PATIENCE).until(() -> export(1, brokers).code() == 0);
                succeed(exportOf(0, brokers));
            } finally {
                job.close();
            }
        }
        assertThat(python("check")).contains("numbers equal in every bit");
        assertThat(read("again.safetensors")).containsExactly(read("version-1.safetensors"));
    }

    private static Configuration options(EmbeddedKafka kafka) {
        return Configuration.fromMap(
                Map.of(
                        "bootstrap-servers", kafka.bootstrapServers(),
                        "out-of-orderness", "200ms",
                        "tick-interval", "100ms",
                        "slice-size", "1024"));
    }

    /** The buffer holds one update, so that the next version is that much further. */
    private static void sendOneStep(EmbeddedKafka kafka, int parameters) {
        float[] delta = new float[parameters];
        Arrays.fill(delta, 0.25f);
        try (UpdateSender sender =
                UpdateSender.connect(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        "ftte.updates",
                        UpdateChunks.defaults())) {
            sender.send(
                    new LocalUpdate("python", "device", 0, 0, 1, 1, delta),
                    System.currentTimeMillis());
            sender.flush();
        }
    }

    private CommandLineRun export(long version, String brokers) {
        return CommandLineRun.of(exportOf(version, brokers));
    }

    private String[] exportOf(long version, String brokers) {
        return new String[] {
            "export",
            "--model-id=python",
            "--version=" + version,
            "--pytorch-names",
            "--out=" + file("version-%d.safetensors".formatted(version)),
            brokers
        };
    }

    private float[] read(String name) throws Exception {
        RegistrationSettings settings =
                RegistrationSettings.read(file("settings.json"), AggregationJson.defaults());
        Optional<String> architecture = settings.architecture();
        return SafetensorsModel.read(file(name), architecture).parameters();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static void succeed(String... command) {
        CommandLineRun run = CommandLineRun.of(command);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    private String python(String step) throws Exception {
        Process process =
                new ProcessBuilder(
                                System.getProperty("python"),
                                System.getProperty("python.script"),
                                step,
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(said);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
