package io.ftte.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.Browser;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.RecordedDirectory;
import io.ftte.fixtures.Runbook;
import io.ftte.fixtures.TestModels;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small record is compared, and the page looked at in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CompareCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "</script><b id=own>digits</b>";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final String ARCHITECTURE =
            """
            {"input": [64], "layers": [{"name": "dense", "type": "dense", "units": 10}]}\
            """;
    private static final long START = 1_700_000_000_000L;
    private static final int BUFFER = 4;
    private static final int UPDATES = 64;

    private Path directory;
    private Path recording;
    private Path page;
    private JsonNode numbers;
    private CommandLineRun run;
    private Optional<Browser> opened = Optional.empty();

    @BeforeAll
    void compare(@TempDir Path temp) throws Exception {
        directory = temp;
        recording = RecordedDirectory.write(directory.resolve("recording"), models(), updates());
        page = directory.resolve("pages/compare.html");
        Path json = directory.resolve("compare.json");
        run =
                Runbook.section("record.md", "Compare settings")
                        .run(
                                0,
                                Map.of(
                                        "recording",
                                        recording.toString(),
                                        "cifar",
                                        MODEL,
                                        "age.exponent=1",
                                        "bufferSize=4",
                                        "bufferSize=20,age.exponent=1",
                                        "bufferSize=5,serverLearningRate=0.5",
                                        "serverLearningRate=0.5@120",
                                        "serverLearningRate=0.1@8",
                                        "cifar10",
                                        "digits",
                                        "compare.html",
                                        page.toString(),
                                        "compare.json",
                                        json.toString()));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        numbers = JSON.readTree(json.toFile());
    }

    @AfterAll
    void close() {
        opened.ifPresent(Browser::close);
    }

    private Browser browser() {
        if (opened.isEmpty()) {
            opened = Optional.of(Browser.open());
        }
        return opened.get();
    }

    private static List<ModelDefinition> models() {
        var network = NetworkJson.read(ARCHITECTURE);
        return List.of(
                ModelDefinition.of(
                        MODEL,
                        START,
                        NetworkTensors.of(network),
                        List.of(NetworkTensors.plan(TestModels.PLAN, NetworkPlan.full(network))),
                        TestModels.settings(BUFFER).build(),
                        HeNormal.parameters(network, 1),
                        Optional.of(ARCHITECTURE)),
                TestModels.zeros("other", 3, BUFFER, START));
    }

    /** One a second, each of the newest version or the one before; one device sends half of all. */
    private static List<String> updates() throws Exception {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            float[] delta = new float[650];
            for (int j = 0; j < delta.length; j++) {
                delta[j] = 0.1f * (float) random.nextGaussian();
            }
            lines.add(
                    JSON.writeValueAsString(
                            JSON.createObjectNode()
                                    .put("modelId", MODEL)
                                    .put("deviceId", i % 2 == 0 ? HOSTILE : "phone-" + i % 5)
                                    .put("sequence", i)
                                    .put("baseVersion", Math.max(0, i / BUFFER - i % 2))
                                    .put("planId", TestModels.PLAN)
                                    .put("eventTime", START + 1000L * i)
                                    .put("examples", 10)
                                    .set("delta", JSON.valueToTree(delta))));
        }
        return lines;
    }

    private JsonNode variant(int index) {
        return numbers.get("variants").get(index);
    }

    @Test
    void compare_sameSettings_isTheSamePath() {
        JsonNode recorded = variant(0);
        JsonNode same = variant(1);

        assertThat(recorded.get("name").asText()).isEqualTo("as recorded");
        assertThat(recorded.get("versions").asInt()).isEqualTo(UPDATES / BUFFER);
        assertThat(recorded.get("contributions").asInt()).isEqualTo(UPDATES);
        assertThat(recorded.get("staleness").get(0).asInt()).isEqualTo(34);
        assertThat(recorded.get("staleness").get(1).asInt()).isEqualTo(30);
        assertThat(recorded.get("topDevices").get(0).asInt()).isEqualTo(UPDATES / 2);
        assertThat(same.get("distance")).hasSize(200).allMatch(d -> d.asDouble(1) == 0);
        assertThat(same.get("accuracy")).isEqualTo(recorded.get("accuracy"));
        assertThat(same.get("version")).isEqualTo(recorded.get("version"));
        List<JsonNode> measured = new ArrayList<>();
        recorded.get("accuracy").forEach(measured::add);
        measured.removeIf(JsonNode::isNull);
        assertThat(measured).hasSize(50).allMatch(a -> a.asDouble() > 0 && a.asDouble() < 1);
    }

    /** With fewer versions, updates of those that are not there yet come too early. */
    @Test
    void compare_largerBuffer_refusesWhatItCannotPlace() {
        JsonNode larger = variant(2);
        int refused = larger.get("refused").asInt();

        assertThat(numbers.get("reasons")).hasSize(1);
        assertThat(numbers.get("reasons").get(0).asText()).isEqualTo("FUTURE_VERSION");
        assertThat(refused).isPositive();
        assertThat(larger.get("refusals").get(0).asInt()).isEqualTo(refused);
        assertThat(larger.get("versions").asInt()).isEqualTo((UPDATES - refused) / 5).isPositive();
        assertThat(last(larger.get("distance")).asDouble()).isPositive();
    }

    @Test
    void compare_otherwiseFromVersion8_partsThere() {
        JsonNode later = variant(3);

        for (int i = 0; i < 200; i++) {
            int version = later.get("version").get(i).asInt();
            assertThat(later.get("distance").get(i).asDouble() > 0)
                    .as("version %d", version)
                    .isEqualTo(version > 8);
        }
    }

    private static JsonNode last(JsonNode array) {
        return array.get(array.size() - 1);
    }

    @Test
    void compare_saysTheFiguresAndLeavesThePageAlone() throws Exception {
        assertThat(run.out()).contains("as recorded", "serverLearningRate=0.1@8", page.toString());
        try (Stream<Path> beside = Files.list(page.getParent())) {
            assertThat(beside).containsExactly(page);
        }
    }

    @ParameterizedTest
    @CsvSource({"390, light", "390, dark", "1120, light", "1120, dark"})
    void page_inABrowser_hasEverySeriesAndNoError(int width, String scheme) throws Exception {
        Browser browser = browser();
        browser.as(width, scheme);
        browser.go(page.toUri().toString());
        browser.screenshot("compare-" + width + "-" + scheme);

        assertThat(browser.console()).isEmpty();
        for (String chart : List.of("version", "accuracy", "staleness", "weights", "devices")) {
            assertThat(series(browser, chart)).as(chart).isEqualTo(names(0));
        }
        assertThat(series(browser, "distance")).isEqualTo(names(1));
        for (String chart :
                List.of("version", "accuracy", "staleness", "weights", "devices", "distance")) {
            assertThat(inked(browser, chart)).as("colours drawn in %s", chart).isGreaterThan(1);
        }
        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(width);
        assertThat(browser.text("main")).contains("An approximation", "FUTURE_VERSION");
        assertThat(browser.text("#future")).contains("under bufferSize=5");
        assertThat(browser.text("#model")).isEqualTo(MODEL);
        assertThat(browser.text("#devices tbody tr")).startsWith(HOSTILE + " 32");
        assertThat(browser.all("img, #own")).isEmpty();
        assertThat(browser.number("performance.getEntriesByType('resource').length")).isZero();
    }

    private List<String> names(int from) {
        List<String> names = numbers.get("variants").findValuesAsText("name");
        return names.subList(from, names.size());
    }

    /** As its legend has them, without that of x. */
    private static List<String> series(Browser browser, String chart) {
        List<String> labels =
                browser.all("#" + chart + "-chart .u-legend .u-label").stream()
                        .map(label -> label.getAttribute("textContent"))
                        .toList();
        return labels.subList(1, labels.size());
    }

    /** How many of the variants' colours the chart's picture has; some lines lie over others. */
    private static long inked(Browser browser, String chart) {
        return browser.number(
                """
(chart => {
  const canvas = document.querySelector(`#${chart}-chart canvas`);
  const all = canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data;
  const style = getComputedStyle(document.documentElement);
  return [0, 1, 2, 3].filter(i => {
    const hex = style.getPropertyValue(`--v${i}`).trim().slice(1);
    const [r, g, b] = [0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16));
    for (let p = 0; p < all.length; p += 4) {
      if (all[p] === r && all[p + 1] === g && all[p + 2] === b && all[p + 3] === 255) {
        return true;
      }
    }
    return false;
  }).length;
})('%s')\
"""
                        .formatted(chart));
    }

    @Test
    void compare_severalModels_asksWhich() {
        CommandLineRun asked = compare("--of=" + recording, "--set=bufferSize=8");

        assertThat(asked.errorLines())
                .containsExactly(
                        "ftte: name one with --model-id: "
                                + MODEL
                                + ", other; see ftte compare --help");
        assertThat(asked.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
--set=bufferSize=-1                    | bufferSize
--set=bufferSize=8,                    | is no change such as bufferSize=20
--set=bufferSizes=8                    | bufferSizes
--set=bufferSize=8 --set=bufferSize=8  | is there twice
--set=bufferSize=8 --model-id=nobody   | No model nobody is registered
--set=bufferSize=8 --data=digits       | other is registered without an architecture
--set=bufferSize=8 --of=nowhere        | nowhere is no recording
""")
    void compare_badArguments_oneLineBeforeAnythingRuns(String line, String problem) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--of=" + recording,
                                "--model-id=other",
                                "--out=" + directory.resolve("x")));
        for (String argument : line.split(" +")) {
            arguments.removeIf(
                    a -> a.startsWith(argument.split("=")[0] + "=") && !a.startsWith("--set"));
            arguments.add(argument);
        }
        CommandLineRun refused = compare(arguments.toArray(String[]::new));

        assertThat(refused.errorLines()).singleElement().asString().contains(problem);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
    }

    private CommandLineRun compare(String... arguments) {
        List<String> all = new ArrayList<>(List.of("compare"));
        all.addAll(Arrays.asList(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }
}
