package io.ftte.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.GoldenScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    @Test
    void plan_theWorkedExample_isTheTableRow() throws IOException {
        CommandLineRun run =
                plan("--batch", "32", "--convolution", "im2col", "--budget", "1829KiB", "--json");

        assertThat(run.code()).isZero();
        JsonNode json = JSON.readTree(run.out());
        assertThat(names(json))
                .containsExactly(
                        "modelId",
                        "batch",
                        "microBatch",
                        "passes",
                        "budgetBytes",
                        "full",
                        "plan",
                        "frontier");
        assertThat(json.get("full").toString())
                .isEqualTo(
                        "{\"peakBytes\":10492496,\"overheadBytes\":10063144,"
                                + "\"payloadBytes\":429352,\"parameters\":107338}");
        JsonNode plan = json.get("plan");
        assertThat(names(plan))
                .containsExactly(
                        "peakBytes",
                        "overheadBytes",
                        "payloadBytes",
                        "parameters",
                        "gain",
                        "trainable");
        assertThat(plan.get("parameters").intValue()).isEqualTo(32_970);
        assertThat(plan.get("peakBytes").longValue()).isEqualTo(1_871_952);
        assertThat(plan.get("payloadBytes").longValue()).isEqualTo(4 * 32_970);
        int trainable = 0;
        for (JsonNode range : plan.get("trainable")) {
            assertThat(names(range)).containsExactly("tensor", "from", "to");
            trainable += range.get("to").intValue() - range.get("from").intValue();
        }
        assertThat(trainable).isEqualTo(32_970);
        assertThat(run.err()).contains("number of trainable parameters");
    }

    @Test
    void plan_asTable_saysPeakAgainstWhatAndWhatNext() {
        assertThat(plan("--budget", "1829KiB").out())
                .contains("*     2  conv6             32,970")
                .contains("conv6 (bias and 56 of 64 input channels), dense (all)")
                .contains("peak 1,828.08 KiB")
                .contains("against full training at batch 32: peak −82.2 % from 10,246.58 KiB")
                .contains("payload −69.3 % from 419.29 KiB")
                .contains("needs a budget of 1,846.08 KiB: conv6 (all), dense (all)")
                .contains("conv4        needs at least 3,782.58 KiB")
                .contains("number of trainable parameters")
                .doesNotContain("micro-batch 1");
    }

    @Test
    void plan_microBatchesAndDirect_saySavingAgainstBothBaselines() {
        CommandLineRun run =
                plan("--budget", "757KiB", "--micro-batch", "1", "--convolution", "direct");

        assertThat(run.out())
                .contains("against full training at batch 32: peak −92.2 % from 9,670.58 KiB")
                .contains("against full training at micro-batch 1: peak −32.1 % from 1,114.58 KiB");
    }

    @Test
    void plan_microBatchesInJson_compareWithTheWholeBatch() throws IOException {
        JsonNode micro =
                JSON.readTree(
                        plan(
                                        "--budget",
                                        "2MiB",
                                        "--micro-batch",
                                        "8",
                                        "--encoding",
                                        "F16",
                                        "--json")
                                .out());
        assertThat(micro.at("/full/peakBytes").longValue()).isEqualTo(10_492_496);
        assertThat(micro.at("/full/payloadBytes").longValue()).isEqualTo(2 * 107_338);
        assertThat(micro.at("/microBatch").intValue()).isEqualTo(8);
    }

    @Test
    void plan_payloadAndAnyMicroBatch_keepsToBothAndShowsOtherBudgets() throws IOException {
        List<String> line =
                List.of(
                        "--budget",
                        "2MiB",
                        "--payload",
                        "20KiB",
                        "--encoding",
                        "INT8",
                        "--micro-batch",
                        "auto",
                        "--convolution",
                        "direct");
        List<String> inJson = new ArrayList<>(line);
        inJson.add("--json");

        JsonNode json = JSON.readTree(plan(inJson.toArray(String[]::new)).out());
        String text = plan(line.toArray(String[]::new)).out();

        assertThat(json.get("payloadBudgetBytes").longValue()).isEqualTo(20 * 1024);
        assertThat(json.at("/plan/payloadBytes").longValue()).isLessThanOrEqualTo(20 * 1024);
        assertThat(json.at("/plan/peakBytes").longValue()).isLessThanOrEqualTo(2 << 20);
        int microBatch = json.get("microBatch").intValue();
        assertThat(microBatch).isBetween(2, 16);
        assertThat(32 % microBatch).isZero();
        assertThat(json.get("passes").intValue()).isEqualTo(32 / microBatch);
        assertThat(json.get("frontier")).hasSizeGreaterThan(10);
        for (JsonNode point : json.get("frontier")) {
            assertThat(names(point))
                    .containsExactly(
                            "peakBytes",
                            "microBatch",
                            "passes",
                            "payloadBytes",
                            "parameters",
                            "gain",
                            "gainShare");
            assertThat(point.get("passes").intValue() * point.get("microBatch").intValue())
                    .isEqualTo(32);
        }
        assertThat(text)
                .contains("micro-batch %d (%d passes".formatted(microBatch, 32 / microBatch))
                .contains("budget 2,048.00 KiB, payload 20.00 KiB")
                .contains("no memory gains more within the payload")
                .contains("other budgets, each with its best plan:")
                .contains("passes per step", "gain of full", "100.0 %");
    }

    /** The table was found by a program of its own that tries every candidate. */
    @ParameterizedTest
    @CsvFileSource(resources = "/plans/table.csv", numLinesToSkip = 1)
    void plan_fiveBudgetsAndTwoGainFiles_isTheCommittedTable(
            String gains, String budget, int parameters, long peakBytes, double gain)
            throws IOException {
        CommandLineRun run =
                plan(
                        "--batch",
                        "8",
                        "--convolution",
                        "direct",
                        "--budget",
                        budget,
                        "--gains",
                        resource(gains).toString(),
                        "--json");

        JsonNode plan = JSON.readTree(run.out()).get("plan");
        assertThat(plan.get("parameters").intValue()).isEqualTo(parameters);
        assertThat(plan.get("peakBytes").longValue()).isEqualTo(peakBytes);
        assertThat(plan.get("gain").doubleValue()).isCloseTo(gain, within(1e-9));
    }

    @Test
    void plan_out_writesASelfContainedPage() throws IOException {
        plan("--budget", "1829KiB", "--out", directory.resolve("new/plan").toString());

        assertThat(Files.readString(directory.resolve("new/plan/plan.html")))
                .contains("<svg", "Other budgets", "payload up to 31 %", "class='chosen'")
                .contains("forward conv6", "pool backward conv6", "1,828.08")
                .contains("bias and 56 of 64 input channels")
                .doesNotContain("http", "<script", "url(", "%s", "null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --budget 256KiB                | needs a budget of 1226576 bytes (1197.83 KiB)
                    --budget 0                     | dense alone
                    --budget 1kb                   | is no size
                    --budget 2MiB --micro-batch 33 | micro-batch is 33; give 1 to 32
                    --budget 2MiB --micro-batch 0  | micro-batch is 0; give 1 to 32
                    --budget 2MiB --micro-batch x  | write a number of examples, or auto
                    --budget 2MiB --payload 2KiB   | dense alone, needs one of 2600 bytes (2.54 KiB)
                    --budget 2MiB --payload x      | is no size
                    --budget 2MiB --batch 0        | batch is 0
                    --budget 2MiB --batch 0 --micro-batch auto | batch is 0
                    --budget 2MiB --convolution x  | IM2COL, DIRECT
                    --budget 2MiB --gains none     | There is no file none: correct --gains
                    --budget 2MiB --data none      | There is no data directory none
                    --budget 2MiB --data digits    | reads 3072 numbers per example, the data has 64
                    --budget 2MiB --measure 5      | --measure needs data: add --data
                    --budget 2MiB --data digits --measure 0 | measure is 0
                    --budget 2MiB --data digits --gains g   | leave one out
                    --budget 2MiB --gain x         | nearest known option is --gains
                    --batch 8                      | --budget
                    """)
    void plan_badArguments_oneLineAndCode2(String line, String advice) {
        CommandLineRun run = plan(line.split(" +"));

        assertThat(run.errorLines()).singleElement().asString().contains(advice);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void plan_secondObjectInTheGains_isRefused() throws Exception {
        Path gains =
                Files.writeString(directory.resolve("gains.json"), "{\"conv1\": 1} {\"conv2\": 1}");

        CommandLineRun run = plan("--budget", "2MiB", "--gains", gains.toString());

        assertThat(run.errorLines()).singleElement().asString().contains("not valid JSON");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void plan_modelWithoutArchitecture_saysSo() throws Exception {
        Path model = GoldenScenario.named("ftte").models().get(0);

        CommandLineRun run =
                CommandLineRun.of("plan", "--budget", "1MiB", "--model", model.toString());

        assertThat(run.errorLines()).singleElement().asString().contains("has no architecture");
        assertThat(run.code()).isEqualTo(2);
    }

    static CommandLineRun plan(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("plan", "--model", resource("cifar-cnn.json").toString()));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static Path resource(String name) {
        String folder = PlanCommandTest.class.getResource("/plans/table.csv").getPath();
        return Path.of(folder).resolveSibling(name).normalize();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
