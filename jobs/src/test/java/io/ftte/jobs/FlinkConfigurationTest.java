package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

/** Flink's settings in docker/ are options that this Flink knows, with values that it can read. */
class FlinkConfigurationTest {
    private static final Path DOCKER = Path.of("..", "docker");

    private static final String LOGGING = "log4j-console.properties";

    /** Of a reporter, which the scrape of {@code MetricsITCase} proves. */
    private static final String REPORTER = "metrics.reporter.";

    private static final List<Class<?>> DECLARING =
            List.of(
                    CheckpointingOptions.class,
                    CoreOptions.class,
                    HighAvailabilityOptions.class,
                    JobManagerOptions.class,
                    MetricOptions.class,
                    RestOptions.class,
                    RestartStrategyOptions.class,
                    StateBackendOptions.class,
                    TaskManagerOptions.class);

    @Test
    void image_everySetting_isKnownAndReadable() {
        Configuration image = image();

        assertKnown(image);
        assertThat(image.get(JobManagerOptions.ADDRESS)).isEqualTo("jobmanager");
    }

    @Test
    void kubernetes_everySetting_isKnownAndReadable() throws IOException {
        assertKnown(Configuration.fromMap(kubernetes()));
    }

    /** The operator writes a configuration of its own in place of the image's. */
    @Test
    void kubernetes_metricsAndNativeLibraries_asInTheImage() throws IOException {
        Map<String, String> image = new HashMap<>(image().toMap());
        image.keySet()
                .removeIf(key -> !key.startsWith("metrics.") && !key.startsWith("classloader."));

        assertThat(image).hasSize(5);
        assertThat(kubernetes()).containsAllEntriesOf(image);
    }

    /** The operator writes a logging configuration of its own as well. */
    @Test
    void kubernetes_logging_asInTheImage() throws IOException {
        Properties image = new Properties();
        try (Reader file = Files.newBufferedReader(DOCKER.resolve("flink").resolve(LOGGING))) {
            image.load(file);
        }
        Properties kubernetes = new Properties();
        kubernetes.load(
                new StringReader(deployment().at("/spec/logConfiguration").get(LOGGING).asText()));

        assertThat(image).isNotEmpty();
        assertThat(kubernetes).isEqualTo(image);
    }

    private static Configuration image() {
        return GlobalConfiguration.loadConfiguration(DOCKER.resolve("flink").toString());
    }

    private static Map<String, String> kubernetes() throws IOException {
        Map<String, String> settings = new HashMap<>();
        deployment()
                .at("/spec/flinkConfiguration")
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        return settings;
    }

    private static JsonNode deployment() throws IOException {
        return new YAMLMapper()
                .readTree(DOCKER.resolve("kubernetes/flinkdeployment.yaml").toFile());
    }

    private static void assertKnown(Configuration configuration) {
        Map<String, ConfigOption<?>> known = new HashMap<>();
        DECLARING.stream()
                .flatMap(FlinkConfigurationTest::options)
                .forEach(option -> known.put(option.key(), option));
        assertThat(configuration.keySet())
                .isNotEmpty()
                .filteredOn(key -> !key.startsWith(REPORTER))
                .allSatisfy(
                        key -> {
                            assertThat(known).containsKey(key);
                            assertThat(configuration.get(known.get(key))).isNotNull();
                        });
    }

    private static Stream<ConfigOption<?>> options(Class<?> declaring) {
        return Arrays.stream(declaring.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .filter(field -> ConfigOption.class.isAssignableFrom(field.getType()))
                .map(FlinkConfigurationTest::option);
    }

    private static ConfigOption<?> option(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
