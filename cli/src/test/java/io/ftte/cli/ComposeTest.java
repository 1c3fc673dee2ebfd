package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the compose file and the manifests run and mount: the real command line takes the commands,
 * the files are there, the versions are those of the build.
 */
class ComposeTest {
    private static final Path DOCKER = Path.of("..", "docker");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String MOUNTED = "/etc/ftte";

    @TempDir private Path directory;

    static Stream<List<String>> commands() throws IOException {
        return strings(compose(), "command").stream().filter(c -> c.get(0).equals("ftte"));
    }

    @ParameterizedTest
    @MethodSource
    void commands(List<String> command) {
        assertUnderstood(command, DOCKER.resolve("compose"));
    }

    @Test
    void kubernetes_topicsJob_isUnderstood() throws IOException {
        JsonNode map;
        JsonNode job;
        try (var documents =
                YAML.readerFor(JsonNode.class)
                        .<JsonNode>readValues(DOCKER.resolve("kubernetes/topics.yaml").toFile())) {
            map = documents.next();
            job = documents.next();
        }
        Files.writeString(directory.resolve("job.yaml"), map.at("/data/job.yaml").asText());

        List<List<String>> commands = strings(job, "args");
        assertThat(commands).hasSize(1);
        assertUnderstood(commands.get(0), directory);
        AggregationConf.of(JobOptions.parse("--config", directory.resolve("job.yaml").toString()));
    }

    /** It gets as far as asking for a broker: names, values and the file were good. */
    private static void assertUnderstood(List<String> command, Path mounted) {
        List<String> line = new ArrayList<>();
        command.subList(1, command.size())
                .forEach(word -> line.add(word.replace(MOUNTED, mounted.toString())));
        line.add("--bootstrap-servers=localhost:1");
        line.add("--broker-timeout=4s");

        CommandLineRun run = CommandLineRun.of(line.toArray(String[]::new));

        assertThat(run.err()).contains("No Kafka broker answers at localhost:1");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void job_optionsOfFlinkRun_areGood() throws IOException {
        List<String> run =
                strings(compose(), "command").stream()
                        .filter(command -> command.get(0).equals("flink"))
                        .findFirst()
                        .orElseThrow();
        String[] options =
                run.subList(run.indexOf("/opt/flink/usrlib/ftte-job.jar") + 1, run.size()).stream()
                        .map(word -> word.replace(MOUNTED, DOCKER.resolve("compose").toString()))
                        .toArray(String[]::new);

        assertThat(AggregationConf.of(JobOptions.parse(options)).brokers().address())
                .isEqualTo("kafka:9092");
    }

    @Test
    void compose_filesMounted_exist() throws IOException {
        List<String> sources =
                strings(compose(), "volumes").stream()
                        .flatMap(List::stream)
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> volume.substring(0, volume.indexOf(':')))
                        .toList();

        assertThat(sources).hasSizeGreaterThan(3);
        assertThat(sources).allSatisfy(source -> assertThat(DOCKER.resolve(source)).exists());
    }

    @Test
    void images_versions_areThoseOfTheBuild() throws IOException {
        String dockerfile = Files.readString(DOCKER.resolve("Dockerfile"));
        String flink = property("flink.version");

        assertThat(dockerfile)
                .contains("FROM flink:" + flink + "-java17\n")
                .contains("flink-s3-fs-presto-" + flink + ".jar");
        assertThat(compose().at("/services/kafka/image").asText())
                .isEqualTo("apache/kafka:" + property("kafka.version"));
    }

    private static String property(String name) throws IOException {
        Matcher property =
                Pattern.compile("<" + name + ">(.*)</")
                        .matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(property.find()).isTrue();
        return property.group(1);
    }

    private static JsonNode compose() throws IOException {
        return YAML.readTree(DOCKER.resolve("compose.yaml").toFile());
    }

    /** All lists of strings of a name. */
    private static List<List<String>> strings(JsonNode root, String name) {
        return root.findValues(name).stream()
                .filter(JsonNode::isArray)
                .map(
                        list ->
                                StreamSupport.stream(list.spliterator(), false)
                                        .map(JsonNode::asText)
                                        .toList())
                .toList();
    }
}
