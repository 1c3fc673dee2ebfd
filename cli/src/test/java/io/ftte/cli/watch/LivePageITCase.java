package io.ftte.cli.watch;

import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.WatchedTopics.GOOD;
import static io.ftte.fixtures.WatchedTopics.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.fixtures.Browser;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.WatchedTopics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

/** The page in a browser: what a person sees is what the topics hold. */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class LivePageITCase {
    private static final int PHONE = 390;
    private static final int DESK = 1120;

    /** Between text and ground, after WCAG 2 AA. */
    private static final double CONTRAST = 4.5;

    private Browser browser;
    private WatchedTopics watched;

    @BeforeAll
    void start() throws Exception {
        browser = Browser.open();
        watched = WatchedTopics.create("watch-page");
        watched.fill();
        AccuracySink accuracies = watched.page.accuracy(GOOD, 0.9);
        for (int version = 1; version <= 9; version++) {
            accuracies.measured(version, 1 - 0.8 / version, OptionalDouble.empty());
        }
    }

    @AfterAll
    void stop() {
        if (watched != null) {
            watched.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private void open(int width, String scheme) {
        browser.as(width, scheme);
        browser.go(watched.page.url());
        await("the models", () -> browser.all("#models button").size() == 2);
        choose(GOOD);
    }

    private void choose(String model) {
        browser.all("#models button").stream()
                .filter(button -> button.getAttribute("value").equals(model))
                .findFirst()
                .orElseThrow()
                .click();
        assertThat(browser.text("#model")).isEqualTo(model);
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(condition);
    }

    @Test
    void page_showsWhatTheTopicsHold() throws Exception {
        open(DESK, "light");

        JsonNode model = watched.model(GOOD);
        assertThat(browser.text("#status")).isEqualTo("Live");
        assertThat(browser.text("#version")).startsWith(model.get("newest").asText() + "\n");
        assertThat(browser.text("#admitted")).startsWith(model.get("admitted").asText() + "\n");
        assertThat(browser.text("#refused")).startsWith(model.get("refused").asText() + "\n");
        assertThat(browser.text("#seen")).startsWith("2 of 4\n");
        assertThat(browser.text("#staleness"))
                .startsWith(text("%.2f", model.get("meanStaleness").asDouble()) + "\n");
        assertThat(browser.text("#accuracy")).startsWith(text("%.4f", 1 - 0.8 / 9) + "\n");
        assertThat(cells("#devices", 2)).containsExactly(devices(model));
        assertThat(browser.all("#refusals li"))
                .extracting(WebElement::getText)
                .satisfiesExactly(
                        first -> assertThat(first).contains("3", "TOO_STALE", "maxStaleness"),
                        second -> assertThat(second).contains("1", "DUPLICATE", "came before"));
        assertThat(cells("#topics", 3)).containsExactly("0", "1", "1", "1", "1", "1");
        assertThat(browser.text("#others")).contains("1 refusal", "MALFORMED");
        browser.find("details summary").click();
        assertThat(cells("#versions", 0))
                .containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1");
        assertThat(cells("#versions", 2)).startsWith("3.0 s");
        assertThat(browser.console()).isEmpty();
    }

    private static String[] devices(JsonNode model) {
        return model.at("/devices/classes").findValuesAsText("devices").toArray(String[]::new);
    }

    private List<String> cells(String table, int column) {
        return browser.all(table + " tbody td:nth-child(" + (column + 1) + ")").stream()
                .map(WebElement::getText)
                .toList();
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    @Test
    void page_onANewVersion_showsItWithoutBeingAsked() throws Exception {
        open(DESK, "light");
        choose(HOSTILE);
        long sent = System.nanoTime();
        watched.topics.send(
                List.of(watched.version(lineage(HOSTILE, 2, 5, contribution("a", 1, 0, 1)))));
        await("version 2", () -> browser.text("#version").startsWith("2\n"));
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void page_hostileNames_stayText() {
        open(DESK, "light");
        choose(HOSTILE);

        assertThat(browser.all("img")).isEmpty();
        assertThat(browser.all("script")).hasSize(2);
        assertThat(browser.title()).contains(HOSTILE);
        assertThat(browser.number("document.querySelectorAll('[onerror]').length")).isZero();
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void page_loadsNothingFromElsewhere() {
        open(DESK, "light");

        assertThat(
                        (List<?>)
                                browser.run(
                                        "return performance.getEntriesByType('resource').map(e =>"
                                                + " e.name)"))
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat((String) name).startsWith(watched.page.url()));
    }

    @ParameterizedTest
    @CsvSource({
        "390, light, phone-light",
        "390, dark, phone-dark",
        "1120, light, desk-light",
        "1120, dark, desk-dark"
    })
    void page_ofAnyWidthAndScheme_isReadable(int width, String scheme, String name)
            throws Exception {
        open(width, scheme);
        browser.find("details summary").click();
        browser.screenshot(name);

        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(width);
        String text = "getComputedStyle(document.body).color";
        String soft = "getComputedStyle(document.querySelector('.says')).color";
        String card = "getComputedStyle(document.querySelector('.card')).backgroundColor";
        String ground = "getComputedStyle(document.body).backgroundColor";
        for (String ink : List.of(text, soft)) {
            assertThat(contrast(ink, card)).isGreaterThan(CONTRAST);
            assertThat(contrast(ink, ground)).isGreaterThan(CONTRAST);
        }
        assertThat(luminance(ground) < 0.2).isEqualTo(scheme.equals("dark"));
        for (WebElement chart : browser.all(".chart")) {
            assertThat(chart.getAttribute("role")).isEqualTo("img");
            assertThat(chart.getAttribute("aria-label")).isNotBlank();
            assertThat(chart.getSize().getWidth()).isBetween(200, width);
        }
        assertThat(browser.all("canvas")).hasSize(4);
        assertThat(browser.console()).isEmpty();
    }

    private double contrast(String ink, String ground) {
        double one = luminance(ink);
        double two = luminance(ground);
        return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    }

    /** Of a colour such as rgb(1, 2, 3), after WCAG 2. */
    private double luminance(String script) {
        String[] parts =
                ((String) browser.run("return " + script)).replaceAll("[^0-9,]", "").split(",");
        double[] shares = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            double c = Integer.parseInt(parts[i]) / 255.0;
            sum += shares[i] * (c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    @Test
    void page_ofEmptyTopics_saysWhatWillCome() throws Exception {
        try (WatchedTopics empty = WatchedTopics.create("watch-empty")) {
            browser.as(PHONE, "light");
            browser.go(empty.page.url());
            await("the end", () -> browser.text("#empty-title").equals("No model yet"));
            assertThat(browser.text("#empty-text")).contains("./ftte publish");
            assertThat(browser.text("#status")).contains("no sign of a job yet");
            assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(PHONE);
            browser.screenshot("empty");
            assertThat(browser.console()).isEmpty();
        }
        await("the end of the page", () -> browser.text("#status").startsWith("Not connected"));
        assertThat(browser.console()).as("the lost connection alone").hasSizeGreaterThan(0);
    }
}
