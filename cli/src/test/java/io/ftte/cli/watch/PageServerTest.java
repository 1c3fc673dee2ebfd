package io.ftte.cli.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.cli.watch.state.LiveSettings;
import io.ftte.cli.watch.state.LiveState;
import io.ftte.cli.watch.state.Topic;
import io.ftte.fixtures.TopicRecords;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.OptionsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PageServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LOADED = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final LiveState state =
            new LiveState(
                    LiveSettings.of(
                            AggregationConf.of(
                                    Configuration.fromMap(
                                            Map.of(
                                                    AggregationOptions.BOOTSTRAP_SERVERS.key(),
                                                    "kafka:9092"))),
                            Optional.empty()));
    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        server = PageServer.start(address("0"), state);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static PageAddress address(String port) {
        return PageAddress.of(PageAddress.LOOPBACK, port, "port");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                BodyHandlers.ofString());
    }

    @Test
    void page_loadsFilesOfItsOwnAndIsToldToLoadNoOther() throws Exception {
        HttpResponse<String> page = get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        Matcher loaded = LOADED.matcher(page.body());
        List<String> paths = new ArrayList<>();
        while (loaded.find()) {
            paths.add(loaded.group(1));
        }
        assertThat(paths).hasSizeGreaterThan(4);
        paths.add("charts.js");
        for (String path : paths) {
            assertThat(path).doesNotContain("//");
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
            assertThat(get(path).body()).as(path).isNotBlank();
        }
    }

    @Test
    void stateJson_hasWhatTheStateHas() throws Exception {
        state.take(
                Topic.LINEAGE, new byte[0], RecordCodec.encode(TopicRecords.lineage("ä", 3, 4)), 5);

        JsonNode json = JSON.readTree(get("state.json").body());
        assertThat(json.at("/models/0/id").asText()).isEqualTo("ä");
        assertThat(json.at("/models/0/newest").asInt()).isEqualTo(3);
    }

    @Test
    void events_giveTheStateAtOnceAndWhenItChanges() throws Exception {
        HttpResponse<InputStream> events =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + "events")).build(),
                        BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(events.body(), UTF_8))) {
            assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(event(lines).get("models")).isEmpty();
            long changed = System.nanoTime();
            state.take(
                    Topic.LINEAGE,
                    new byte[0],
                    RecordCodec.encode(TopicRecords.lineage("m", 3, 4)),
                    5);
            assertThat(event(lines).get("models")).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - changed))
                    .as("sooner than where nothing changes")
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    private static JsonNode event(BufferedReader lines) throws IOException {
        String data = lines.readLine();
        assertThat(data).startsWith("data: ");
        assertThat(lines.readLine()).isEmpty();
        return JSON.readTree(data.substring("data: ".length()));
    }

    @Test
    void events_openedTooOften_leaveRoomForThePage() throws Exception {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        for (int i = 0; i < PageServer.MOST_STREAMS; i++) {
            open.add(
                    client.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "events")).build(),
                            BodyHandlers.ofInputStream()));
        }
        assertThat(open).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(get("events").statusCode()).isEqualTo(503);
        assertThat(get("state.json").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, rebound.example, 403",
        "GET /state.json HTTP/1.1, rebound.example, 403",
        "GET /events HTTP/1.1, rebound.example, 403",
        "GET /state.json HTTP/1.1, localhost, 200",
        "HEAD /state.json HTTP/1.1, localhost, 200",
        "HEAD /events HTTP/1.1, localhost, 404",
        "POST /state.json HTTP/1.1, localhost, 405",
        "GET /../../pom.xml HTTP/1.1, localhost, 404",
        "GET //state.json HTTP/1.1, localhost, 404",
        "GET /nowhere HTTP/1.1, localhost, 404"
    })
    void answer_toAnyRequest_isTheRightCode(String request, String host, int code)
            throws IOException {
        URI page = URI.create(server.url());
        try (Socket socket = new Socket(page.getHost(), page.getPort())) {
            socket.getOutputStream()
                    .write(
                            "%s\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                    .formatted(request, host)
                                    .getBytes(UTF_8));
            assertThat(
                            new BufferedReader(
                                            new InputStreamReader(socket.getInputStream(), UTF_8))
                                    .readLine())
                    .startsWith("HTTP/1.1 " + code);
        }
    }

    @Test
    void start_portTaken_saysWhatToDo() {
        String port = Integer.toString(URI.create(server.url()).getPort());

        assertThatThrownBy(() -> PageServer.start(address(port), state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Port " + port + " cannot be used on localhost")
                .hasMessageContaining("name another with --port, or 0 for any that is free");
    }

    @Test
    void start_firstPortOfARangeTaken_takesTheNext() throws Exception {
        int port = URI.create(server.url()).getPort();
        int last = Math.min(65_535, port + 20);
        try (PageServer second = PageServer.start(address(port + "-" + last), state)) {
            assertThat(URI.create(second.url()).getPort()).isBetween(port + 1, last);
        }
    }

    @Test
    void start_hostThatIsNone_saysWhatToDo() {
        assertThatThrownBy(
                        () ->
                                PageServer.start(
                                        PageAddress.of("no-such-host.invalid", "0", "port"), state))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("host no-such-host.invalid is unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "70000", "-1", "8099-8090", "1-2-3", ""})
    void of_noPort_isRefused(String ports) {
        assertThatThrownBy(() -> address(ports))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("write a port such as 8090");
    }

    @Test
    void close_endsOpenStreams() throws Exception {
        HttpResponse<InputStream> events =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + "events")).build(),
                        BodyHandlers.ofInputStream());
        events.body().read();
        server.close();
        assertThatThrownBy(() -> events.body().readAllBytes()).isInstanceOf(IOException.class);
    }
}
