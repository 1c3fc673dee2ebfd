package io.ftte.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.cli.demo.DemoModel;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.schemas.text.RegistrationJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plans are worth: by a file, by Fisher scores, or measured. */
class PlanGainsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
{"conv7/kernel": 1}    | no tensor group conv7/kernel; the nearest is conv1/kernel
{"conv6/kernel": "1"}  | the gain of conv6/kernel must be a number
{"conv6/kernel": 1e999} | finite
[1]                    | expected an object
{                      | not valid JSON
""")
    void plan_spoiltGains_oneLineAndCode2(String gains, String advice) throws IOException {
        Path file = Files.writeString(directory.resolve("gains.json"), gains);

        CommandLineRun run = PlanCommandTest.plan("--budget", "2MiB", "--gains", file.toString());

        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("gains.json", advice, "correct the file");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void plan_data_gainsAreFisherScoresAndCanBeUsedAgain() throws IOException {
        String model = digits();
        String out = directory.resolve("plan").toString();

        CommandLineRun first =
                CommandLineRun.of(
                        "plan",
                        "--model",
                        model,
                        "--budget",
                        "200KiB",
                        "--data",
                        "digits",
                        "--out",
                        out);
        CommandLineRun again =
                CommandLineRun.of(
                        "plan",
                        "--model",
                        model,
                        "--budget",
                        "200KiB",
                        "--gains",
                        out + "/gains.json");

        assertThat(first.code()).isZero();
        assertThat(first.out()).contains("Fisher scores on digits");
        JsonNode gains = JSON.readTree(Path.of(out, "gains.json").toFile());
        double sum = 0;
        for (JsonNode gain : gains) {
            sum += gain.doubleValue();
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
        assertThat(again.out())
                .isEqualTo(first.out().replace("Fisher scores on digits", out + "/gains.json"));
    }

    @Test
    void plan_measure_saysWhatItMeasuresAndSoDoesTheReport() throws IOException {
        CommandLineRun run =
                CommandLineRun.of(
                        "plan",
                        "--model",
                        digits(),
                        "--budget",
                        "200KiB",
                        "--data",
                        "digits",
                        "--measure",
                        "10",
                        "--batch",
                        "20");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("accuracy gained in 10 steps on digits");
        assertThat(run.errorLines())
                .containsExactly(
                        "measuring classifier",
                        "measuring biases@2",
                        "measuring conv2/kernel",
                        "measuring biases@3",
                        "measuring conv1/kernel");
    }

    private String digits() throws IOException {
        return Files.writeString(
                        directory.resolve("digits.json"),
                        RegistrationJson.write(DemoModel.of(1, 0).definition()))
                .toString();
    }
}
