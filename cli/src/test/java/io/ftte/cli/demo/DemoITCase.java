package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.cli.watch.PageAddress;
import io.ftte.fixtures.AveragingAggregation;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import io.ftte.schemas.text.RegistrationJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo around a job of its own without Flink, and once around the real one. */
@Timeout(120)
class DemoITCase {
    private static final int PARAMETERS = 160 + 2_320 + 2_570;

    @TempDir private Path directory;

    private final StringWriter said = new StringWriter();

    @Test
    void run_targetReached_writesReportAndLeavesNothing() throws Exception {
        List<Path> before = scratch();

        boolean reached = demo(settings(0.5, 1_000), aggregation());

        assertThat(reached).isTrue();
        JsonNode report = new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        JsonNode method = report.at("/methods/0");
        assertThat(method.get("finalAccuracy").asDouble()).isGreaterThanOrEqualTo(0.5);
        assertThat(method.get("updatesToTarget").asLong()).isGreaterThanOrEqualTo(10);
        assertThat(method.get("payloadBytes").asLong()).isEqualTo(4 * PARAMETERS);
        assertThat(method.get("peakMemoryBytes").asLong()).isEqualTo(297_680);
        assertThat(method.get("overheadMemoryBytes").asLong()).isEqualTo(297_680 - 4 * PARAMETERS);
        assertThat(report.at("/experiment/devices").asInt()).isEqualTo(10);
        assertThat(Files.readString(directory.resolve("report.html"))).contains("polyline");
        assertThat(RegistrationJson.read(directory.resolve("model.json")).parameters())
                .hasSize(PARAMETERS);
        assertThat(said.toString()).contains("version ", "accuracy 0.", "reached            after");
        assertThat(scratch()).isEqualTo(before);
    }

    @Test
    void run_versionsUsedUp_saysTargetWasNotReached() throws Exception {
        assertThat(demo(settings(0.999, 2), aggregation())).isFalse();
        assertThat(said.toString()).contains("reached            never");
    }

    @Test
    void run_jobFails_saysWhyAndLeavesNothing() throws Exception {
        List<Path> before = scratch();

        assertThatThrownBy(() -> demo(settings(0.5, 10), options -> new FailedJob()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The job failed")
                .hasMessageContaining("out of patience");
        assertThat(scratch()).isEqualTo(before);
    }

    @Test
    void run_oneDevicesBudgetLowered_smallerPlanWhileTrainingGoesOn() throws Exception {
        boolean reached =
                demo(settings(0.999, 20, 208 << 10, Optional.of(64 << 10)), new LocalFlink());

        assertThat(reached).isFalse();
        assertThat(said.toString())
                .contains("device-000 has 64.0 KiB left")
                .containsPattern("from version ([5-9]|1\\d) on: 2,570 of 5,050 parameters train")
                .contains("updates admitted   200", "rejected           0");
        JsonNode method =
                new ObjectMapper()
                        .readTree(directory.resolve("report.json").toFile())
                        .at("/methods/0");
        assertThat(method.get("peakMemoryBytes").asLong()).isLessThanOrEqualTo(64 << 10);
        assertThat(method.get("payloadBytes").asLong()).isEqualTo(4 * 2_570);
    }

    @Test
    void run_tiersAndPersonalClassifier_reportsBoth() throws Exception {
        // A target that a model reaches at once would end it before anyone trained a set of plans.
        boolean reached =
                demo(settings(0.999, 6, 40 << 10, Optional.empty(), 2, true), new LocalFlink());

        assertThat(reached).isFalse();
        assertThat(said.toString())
                .contains("tier 0 of 2, plan ", "tier 1 of 2, plan ", "2,570 stay personal")
                .contains("examples that they held out", "10th percentile", "rejected           0");
        JsonNode report = new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        assertThat(report.at("/experiment/tiers").asInt()).isEqualTo(2);
        assertThat(report.at("/experiment/personal").asBoolean()).isTrue();
        assertThat(report.get("plans")).hasSize(2);
        JsonNode weak = report.at("/plans/0");
        JsonNode strong = report.at("/plans/1");
        assertThat(weak.get("peakMemoryBytes").asLong()).isLessThanOrEqualTo(40 << 10);
        assertThat(weak.get("parameters").asInt()).isPositive();
        assertThat(strong.get("parameters").asInt()).isEqualTo(160 + 2_320);
        assertThat(strong.get("updates").asLong()).isPositive();
        assertThat(strong.get("devices").asLong()).isBetween(1L, 10L);
        JsonNode method = report.at("/methods/0");
        assertThat(method.get("ownAccuracy").asDouble()).isGreaterThanOrEqualTo(0.7);
        assertThat(method.get("ownTenthPercentileAccuracy").asDouble()).isBetween(0.0, 1.0);
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("<h2>Plans</h2>", "10th percentile");
        assertThat(RegistrationJson.read(directory.resolve("model.json")).head().getPersonal())
                .containsExactly("dense/kernel", "dense/bias");
    }

    @Test
    void run_twoParties_trainAModelWhoseUpdatesNeitherHas() throws Exception {
        boolean reached =
                demo(
                        settings(0.5, 40, 1 << 20, Optional.empty(), 1, false, true),
                        new LocalFlink());

        assertThat(reached).isTrue();
        assertThat(said.toString())
                .contains("the helper's Kafka answers at ", "sharing.minDevices=5")
                .containsPattern("the leader has  -?\\d+, -?\\d+, -?\\d+, -?\\d+ …")
                .containsPattern("the helper has  the seed \\p{XDigit}{32}")
                .containsPattern("together        -?\\d{1,5}, ");
    }

    private boolean demo(DemoSettings settings, AggregationLauncher launcher) throws Exception {
        return new Demo(settings, launcher, new PrintWriter(said, true), false).run();
    }

    private DemoSettings settings(double target, long maxVersions) {
        return settings(target, maxVersions, 1 << 20, Optional.empty());
    }

    private DemoSettings settings(
            double target, long maxVersions, int budgetBytes, Optional<Integer> lowerBudgetBytes) {
        return settings(target, maxVersions, budgetBytes, lowerBudgetBytes, 1, false);
    }

    private DemoSettings settings(
            double target,
            long maxVersions,
            int budgetBytes,
            Optional<Integer> lowerBudgetBytes,
            int tiers,
            boolean personal) {
        return settings(target, maxVersions, budgetBytes, lowerBudgetBytes, tiers, personal, false);
    }

    private DemoSettings settings(
            double target,
            long maxVersions,
            int budgetBytes,
            Optional<Integer> lowerBudgetBytes,
            int tiers,
            boolean personal,
            boolean twoParties) {
        return new DemoSettings(
                "digits",
                10,
                0.2,
                2,
                target,
                maxVersions,
                1,
                budgetBytes,
                lowerBudgetBytes,
                5,
                Optional.of(directory),
                "0",
                PageAddress.of(PageAddress.LOOPBACK, "0", "page-port"),
                1,
                tiers,
                personal,
                twoParties);
    }

    private static AggregationLauncher aggregation() {
        return new AveragingAggregation(DemoModel.of(1, 0).definition());
    }

    private static List<Path> scratch() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("ftte-demo-"))
                    .toList();
        }
    }

    private static final class FailedJob implements AggregationLauncher.Running {
        @Override
        public String webUrl() {
            return "";
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.of(new IllegalStateException("out of patience"));
        }

        @Override
        public void close() {}
    }
}
