package io.ftte.cli;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.cluster.SqlClient;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.SqlPage;
import io.ftte.fixtures.SqlPage.Section;
import io.ftte.fixtures.TwoDays;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * All statements of docs/sql.md in the SQL client of a real distribution, over what a job on Kafka
 * made of two days of updates, and over recordings of that; {@code FLINK_HOME} is where the
 * distribution's {@code lib/} and {@code opt/} are.
 */
@EnabledIfEnvironmentVariable(named = "FLINK_HOME", matches = ".+")
@ExtendWith(SharedKafka.class)
class SqlClientITCase {
    private static final String PREFIX = "sql";
    private static final int VERSIONS = 10;
    private static final int REFUSALS = 5;
    private static final String ERROR = "[ERROR] Could not execute SQL statement. Reason:";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path temp;

    private static SqlPage page;
    private static List<VersionLineage> lineage;
    private static List<Rejection> rejected;

    /** Of each query, as lines; those over the topics come before those over recordings. */
    private static List<List<String>> tables;

    private static List<String> errors;

    @BeforeAll
    static void runThePage() throws Exception {
        page = SqlPage.read();
        JobTopics topics = train();
        lineage = topics.lineage();
        rejected = topics.rejected();
        Path recordings = temp.resolve("recordings");
        record(topics, recordings);
        String queries =
                page.section("Two views").statements()
                        + page.queries().stream()
                                .map(Section::statements)
                                .collect(Collectors.joining());
        String script =
                (page.section("The tables").statements()
                                + queries
                                + page.section("Recordings").statements()
                                + queries
                                + page.section("What is refused").statements())
                        .replace("'topic' = 'ftte.", "'topic' = '" + PREFIX + ".")
                        .replace("kafka:9092", SharedKafka.bootstrapServers())
                        .replace("/recordings/march/ftte.", recordings + "/" + PREFIX + ".");
        List<String> output = client().run(script, temp).lines().toList();
        tables = tables(output);
        errors = errors(output);
    }

    private static JobTopics train() throws Exception {
        JobTopics topics =
                JobTopics.create(
                        PREFIX,
                        2,
                        Map.of(
                                "tick-interval", "0",
                                "checkpoint-interval", "500ms",
                                "checkpoint-dir", temp.resolve("checkpoints").toUri().toString(),
                                "parallelism", "2"));
        topics.register(TwoDays.model());
        topics.send(TwoDays.profiles(topics.conf().topics().devices()));
        topics.send(TwoDays.updates(topics.updates()));
        try (RunningJob job = RunningJob.start(topics.options())) {
            job.await(
                    "the two days' versions and refusals",
                    () ->
                            topics.lineage().size() == VERSIONS
                                    && topics.rejected().size() == REFUSALS);
        }
        return topics;
    }

    /** By the page's command. */
    private static void record(JobTopics topics, Path recordings) throws Exception {
        Path options = temp.resolve("job.yaml");
        Files.writeString(
                options,
                topics.options().toMap().entrySet().stream()
                        .map(option -> option.getKey() + ": " + option.getValue() + "\n")
                        .collect(Collectors.joining()));
        Map<String, String> actual =
                Map.of("job.yaml", options.toString(), "/recordings/march", recordings.toString());
        List<String> words = List.of(page.section("Recordings").output().get(0).split(" "));
        assertThat(words).startsWith("./ftte").containsAll(actual.keySet());
        CommandLineRun run =
                CommandLineRun.of(
                        words.stream()
                                .skip(1)
                                .map(word -> actual.getOrDefault(word, word))
                                .toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static SqlClient client() throws IOException {
        return new SqlClient(
                Path.of(System.getenv("FLINK_HOME")),
                jar("target", "sql", "flink-sql-gateway.jar"),
                List.of(
                        jar("..", "sql", "target", "ftte-sql.jar"),
                        jar("target", "sql", SqlPage.connector())));
    }

    private static Path jar(String first, String... more) {
        return Path.of(first, more).toAbsolutePath().normalize();
    }

    /** A table begins behind the echo of its statement, on the echo's last line. */
    private static List<List<String>> tables(List<String> output) {
        List<List<String>> tables = new ArrayList<>();
        List<String> table = new ArrayList<>();
        for (String line : output) {
            if (line.endsWith("-+")) {
                table.add(line.substring(line.indexOf("+-")));
            } else if (line.startsWith("|")) {
                table.add(line);
            } else if (!table.isEmpty()) {
                tables.add(table);
                table = new ArrayList<>();
            }
        }
        return tables;
    }

    private static List<String> errors(List<String> output) {
        List<String> errors = new ArrayList<>();
        for (int i = 0; i + 1 < output.size(); i++) {
            if (output.get(i).endsWith(ERROR)) {
                errors.add(output.get(i + 1));
            }
        }
        return errors;
    }

    @Test
    void queries_onTheTopics_printWhatThePageShows() {
        assertThat(tables.subList(0, tables.size() / 2))
                .isEqualTo(page.queries().stream().map(Section::output).toList());
        assertThat(page.queries()).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void queries_onRecordings_printTheSame() {
        assertThat(tables.subList(tables.size() / 2, tables.size()))
                .isEqualTo(tables.subList(0, tables.size() / 2));
    }

    @Test
    void whatIsRefused_isOneLineEach() {
        assertThat(errors).isEqualTo(page.section("What is refused").output());
    }

    @Test
    void contributions_perDeviceAndDay_areThoseOfTheLineage() {
        Map<String, Long> counts = new TreeMap<>();
        for (VersionLineage version : lineage) {
            String day = at("yyyy-MM-dd", version.getEventTime());
            for (Contribution contribution : version.getContributions()) {
                counts.merge(day + " " + contribution.getDeviceId(), 1L, Long::sum);
            }
        }
        assertThat(rows("Contributions per device and day"))
                .containsExactlyInAnyOrderElementsOf(
                        counts.entrySet().stream()
                                .map(count -> count.getKey() + " " + count.getValue())
                                .toList());
    }

    @Test
    void refusals_perHour_areThoseOfTheTopic() {
        Map<String, Long> counts =
                rejected.stream()
                        .collect(
                                groupingBy(
                                        refusal ->
                                                at("yyyy-MM-dd HH:00", refusal.getEventTime())
                                                        + " "
                                                        + refusal.getReason(),
                                        counting()));
        assertThat(rows("Refusals by reason and hour"))
                .containsExactlyInAnyOrderElementsOf(
                        counts.entrySet().stream()
                                .map(count -> count.getKey() + " " + count.getValue())
                                .toList());
    }

    @Test
    void staleness_ofVersions_isThatOfTheirContributions() {
        assertThat(rows("Staleness per version"))
                .containsExactlyElementsOf(
                        lineage.stream()
                                .sorted(comparing(VersionLineage::getVersion).reversed())
                                .limit(5)
                                .map(SqlClientITCase::staleness)
                                .toList());
    }

    private static String staleness(VersionLineage version) {
        double[] ages =
                version.getContributions().stream()
                        .mapToDouble(Contribution::getStaleness)
                        .sorted()
                        .toArray();
        return "%d %d %.1f %.1f %.0f %d"
                .formatted(
                        version.getVersion(),
                        ages.length,
                        percentile(ages, 0.5),
                        percentile(ages, 0.9),
                        ages[ages.length - 1],
                        version.getContributions().stream().filter(Contribution::getLate).count());
    }

    /** Between two values in proportion. */
    private static double percentile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    @Test
    void shares_ofDevices_areThoseOfTheLineage() {
        List<Contribution> all = contributions();
        double weights = all.stream().mapToDouble(Contribution::getWeight).sum();
        Map<String, List<Contribution>> devices =
                all.stream().collect(groupingBy(Contribution::getDeviceId));
        assertThat(rows("Who shapes the model"))
                .containsExactlyInAnyOrderElementsOf(
                        devices.entrySet().stream()
                                .map(
                                        device ->
                                                "%s %d %.1f %.1f"
                                                        .formatted(
                                                                device.getKey(),
                                                                device.getValue().size(),
                                                                100.0
                                                                        * device.getValue().size()
                                                                        / all.size(),
                                                                100
                                                                        * weight(device.getValue())
                                                                        / weights))
                                .toList());
    }

    @Test
    void memory_ofDevices_isThatOfTheirNewestProfiles() {
        Map<String, List<Contribution>> devices =
                contributions().stream().collect(groupingBy(Contribution::getDeviceId));
        List<Contribution> watches = new ArrayList<>(devices.get("watch-1"));
        watches.addAll(devices.get("watch-2"));
        assertThat(rows("Weak and strong devices"))
                .containsExactly(
                        "16 1 0 0 <NULL>",
                        "64 2 2 " + meanWeight(watches),
                        "128 1 1 " + meanWeight(devices.get("phone-2")),
                        "256 1 1 " + meanWeight(devices.get("phone-1")));
    }

    private static String meanWeight(List<Contribution> contributions) {
        return "%d %.3f"
                .formatted(contributions.size(), weight(contributions) / contributions.size());
    }

    private static double weight(List<Contribution> contributions) {
        return contributions.stream().mapToDouble(Contribution::getWeight).sum();
    }

    private static List<Contribution> contributions() {
        return lineage.stream().flatMap(version -> version.getContributions().stream()).toList();
    }

    /** What a query printed, each row's values with one space between them. */
    private static List<String> rows(String heading) {
        List<String> table = tables.get(page.queries().indexOf(page.section(heading)));
        return table.stream()
                .filter(line -> line.startsWith("|"))
                .skip(1)
                .map(
                        line ->
                                Arrays.stream(line.substring(1).split("\\|"))
                                        .map(String::strip)
                                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static String at(String pattern, long millis) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochMilli(millis));
    }
}
