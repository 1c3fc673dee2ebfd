package io.ftte.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<CurvePoint> CURVE =
            List.of(
                    new CurvePoint(1.5, 10, 1, 0.5),
                    new CurvePoint(2.5, 20, 2, 0.9),
                    new CurvePoint(4, 30, 3, 0.85));

    @Test
    void json_targetReached_hasEveryFieldOfTheContract() throws Exception {
        JsonNode root = new ObjectMapper().readTree(ReportJson.write(report(0.9)));

        assertThat(root.fieldNames()).toIterable().containsExactly("experiment", "methods");
        assertThat(root.at("/experiment/devices").asInt()).isEqualTo(50);
        JsonNode method = root.at("/methods/0");
        assertThat(method.fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "seed",
                        "target",
                        "timeToTarget",
                        "updatesToTarget",
                        "bytesUpToTarget",
                        "bytesDownToTarget",
                        "finalAccuracy",
                        "peakMemoryBytes",
                        "overheadMemoryBytes",
                        "payloadBytes",
                        "meanStaleness",
                        "p95Staleness",
                        "curve");
        assertThat(method.get("timeToTarget").asDouble()).isEqualTo(2.5);
        assertThat(method.get("updatesToTarget").asLong()).isEqualTo(20);
        assertThat(method.get("bytesUpToTarget").asLong()).isEqualTo(20 * 100);
        assertThat(method.get("bytesDownToTarget").asLong()).isEqualTo(20 * 1_000);
        assertThat(method.get("finalAccuracy").asDouble()).isEqualTo(0.85);
        assertThat(method.get("peakMemoryBytes").isNull()).isTrue();
        assertThat(method.get("meanStaleness").asDouble()).isEqualTo(49.5, within(1e-12));
        assertThat(method.get("p95Staleness").asDouble()).isEqualTo(94);
        assertThat(method.at("/curve/1").toString())
                .isEqualTo("{\"time\":2.5,\"updates\":20,\"version\":2,\"accuracy\":0.9}");
    }

    @Test
    void json_targetNeverReached_isNull() throws Exception {
        JsonNode method =
                new ObjectMapper().readTree(ReportJson.write(report(0.99))).at("/methods/0");

        assertThat(method.get("timeToTarget").isNull()).isTrue();
        assertThat(method.get("updatesToTarget").isNull()).isTrue();
        assertThat(method.get("bytesUpToTarget").isNull()).isTrue();
        assertThat(method.get("bytesDownToTarget").isNull()).isTrue();
    }

    @Test
    void report_tiersAndOwnModels_hasPlansAndTenthPercentile() throws Exception {
        CurvePoint point = new CurvePoint(2.5, 20, 1, 0.8, OptionalDouble.of(0.5));
        RunReport report =
                new RunReport(
                        Map.of(),
                        List.of(method(0.75, List.of(), List.of(point))),
                        List.of(),
                        List.of(new TrainedPlan(1, 6, 5_050, 20_200, 53_264, 40, 8)));

        JsonNode root = new ObjectMapper().readTree(ReportJson.write(report));
        assertThat(root.at("/plans/0").toString())
                .isEqualTo(
                        "{\"tier\":1,\"planId\":6,\"parameters\":5050,\"payloadBytes\":20200,"
                                + "\"peakMemoryBytes\":53264,\"updates\":40,\"devices\":8}");
        assertThat(root.at("/methods/0/ownAccuracy").asDouble()).isEqualTo(0.8);
        assertThat(root.at("/methods/0/ownTenthPercentileAccuracy").asDouble()).isEqualTo(0.5);
        assertThat(root.at("/methods/0/curve/0/tenthPercentileAccuracy").asDouble()).isEqualTo(0.5);
        assertThat(ReportHtml.write("Demo", report))
                .contains("its own model", "10th percentile", "<h2>Plans</h2>", "52.0 KiB");
    }

    @Test
    void html_anyRun_opensOffline() {
        String page = ReportHtml.write("Demo <1>", report(0.9));

        assertThat(page).doesNotContain("http:", "https:", "src=", "href=", "url(", "<script");
        assertThat(page).contains("<title>Demo &lt;1&gt;</title>", "2.5 s", "polyline", "rect");
        assertThat(page).contains("<p>On held-out data; dashed").doesNotContain("Plans");
    }

    @Test
    void html_runWithoutVersions_isStillAPage() {
        MethodReport nothing = method(0.9, List.of(), List.of());

        assertThat(
                        ReportHtml.write(
                                "Demo",
                                new RunReport(Map.of(), List.of(nothing), List.of(), List.of())))
                .contains("never")
                .doesNotContain("NaN");
    }

    @Test
    void histogram_gaps_areZero() {
        assertThat(ReportHtml.histogram(List.of(3L, 0L, 3L))).containsExactly(1.0, 0.0, 0.0, 2.0);
    }

    @Test
    void ticks_anyRange_areRoundAndCoverIt() {
        assertThat(Axis.upTo(1, 0, 1).ticks()).hasSize(6).last().isEqualTo(1.0);
        assertThat(Axis.upTo(47, 0, 1).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0);
        assertThat(Axis.upTo(0, 0, 1).max()).isEqualTo(1);
    }

    private static RunReport report(double target) {
        Map<String, Object> experiment = new LinkedHashMap<>();
        experiment.put("devices", 50);
        experiment.put("data", "digits");
        List<Long> staleness = new ArrayList<>(LongStream.range(0, 100).boxed().toList());
        return new RunReport(
                experiment,
                List.of(method(target, staleness, CURVE)),
                List.of(1.5, 1.0, 1.5),
                List.of());
    }

    private static MethodReport method(
            double target, List<Long> staleness, List<CurvePoint> curve) {
        return new MethodReport(
                "ftte",
                1,
                target,
                100,
                1_000,
                OptionalLong.empty(),
                OptionalLong.empty(),
                96,
                staleness,
                curve);
    }
}
