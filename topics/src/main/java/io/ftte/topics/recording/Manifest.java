package io.ftte.topics.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.text.JsonErrors;
import io.ftte.schemas.text.JsonFields;
import io.ftte.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a recording holds: {@code manifest.json} in its directory. A file that it does not name is
 * no part of the recording.
 *
 * @param cluster id of the Kafka cluster that the topics lay on
 * @param topics their names
 * @param sums the name of the topic of the helper's sums, where two parties aggregate
 * @param options of the job that decide which updates count, as whoever recorded gave them; those
 *     that are not named have their defaults
 * @param partitions how many each topic had when it was last looked at
 * @param segments by topic, partition and offset, without gaps within a partition
 */
public record Manifest(
        String cluster,
        TopicNames topics,
        Optional<String> sums,
        Map<String, String> options,
        Map<String, Integer> partitions,
        List<Segment> segments) {
    /** Name within the directory. */
    public static final String FILE = "manifest.json";

    private static final String FORMAT = "ftte-recording-1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparator<Segment> ORDER =
            Comparator.comparing(Segment::topic)
                    .thenComparingInt(Segment::partition)
                    .thenComparingLong(Segment::from);

    public Manifest {
        options = new TreeMap<>(options);
        partitions = new TreeMap<>(partitions);
        segments = segments.stream().sorted(ORDER).toList();
    }

    /** Whether a directory is a recording. */
    public static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    /** Of one partition, in order. */
    public List<Segment> segments(String topic, int partition) {
        return segments.stream()
                .filter(s -> s.topic().equals(topic) && s.partition() == partition)
                .toList();
    }

    /** Of one topic, by partition and offset. */
    public List<Segment> segments(String topic) {
        return segments.stream().filter(s -> s.topic().equals(topic)).toList();
    }

    /**
     * @throws IOException one line, where there is none or it cannot be understood
     */
    public static Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(directory + " is no recording: it has no " + FILE);
        }
        try {
            return parse(new JsonFields(JSON.readTree(Files.readAllBytes(file)), ""));
        } catch (JsonProcessingException e) {
            throw notUnderstood(file, JsonErrors.describe(e), e);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(file, e.getMessage(), e);
        }
    }

    private static IOException notUnderstood(Path file, String why, Exception cause) {
        return new IOException(
                "%s cannot be understood: %s; restore the file, or record anew"
                        .formatted(file, why),
                cause);
    }

    private static Manifest parse(JsonFields json) {
        String format = json.text("format");
        if (!format.equals(FORMAT)) {
            throw new IllegalArgumentException("its format is " + format + ", not " + FORMAT);
        }
        JsonFields names = new JsonFields(json.required("topics"), "topics");
        TopicNames topics =
                new TopicNames(
                        names.text("updates"),
                        names.text("control"),
                        names.text("decisions"),
                        names.text("devices"),
                        names.text("models"),
                        names.text("lineage"),
                        names.text("rejected"));
        Map<String, String> options = new TreeMap<>();
        json.required("options")
                .fields()
                .forEachRemaining(o -> options.put(o.getKey(), o.getValue().asText()));
        JsonFields counts = new JsonFields(json.required("partitions"), "partitions");
        Map<String, Integer> partitions = new LinkedHashMap<>();
        for (String topic : topics.all()) {
            partitions.put(topic, counts.requiredInt(topic));
        }
        Optional<String> sums = names.value("sums").map(JsonNode::asText);
        sums.ifPresent(topic -> partitions.put(topic, counts.requiredInt(topic)));
        List<Segment> segments = new ArrayList<>();
        for (JsonNode segment : json.required("files")) {
            segments.add(segment(new JsonFields(segment, "files[" + segments.size() + "]")));
        }
        return new Manifest(json.text("cluster"), topics, sums, options, partitions, segments);
    }

    private static Segment segment(JsonFields json) {
        return new Segment(
                json.text("file"),
                json.text("topic"),
                json.requiredInt("partition"),
                number(json, "from"),
                number(json, "to"),
                number(json, "records"),
                number(json, "ticks"),
                number(json, "firstTime"),
                number(json, "lastTime"),
                json.integer("lastTick"),
                number(json, "bytes"),
                json.text("sha256"));
    }

    private static long number(JsonFields json, String name) {
        json.required(name);
        return json.integer(name).getAsLong();
    }

    /** Puts it in place of the one that is there, in one step. */
    public void write(Path directory) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        json.put("cluster", cluster);
        ObjectNode names = json.putObject("topics");
        names.put("updates", topics.updates())
                .put("control", topics.control())
                .put("decisions", topics.decisions())
                .put("devices", topics.devices())
                .put("models", topics.models())
                .put("lineage", topics.lineage())
                .put("rejected", topics.rejected());
        sums.ifPresent(topic -> names.put("sums", topic));
        ObjectNode given = json.putObject("options");
        options.forEach(given::put);
        ObjectNode counts = json.putObject("partitions");
        partitions.forEach(counts::put);
        ArrayNode files = json.putArray("files");
        for (Segment segment : segments) {
            ObjectNode file =
                    files.addObject()
                            .put("file", segment.file())
                            .put("topic", segment.topic())
                            .put("partition", segment.partition())
                            .put("from", segment.from())
                            .put("to", segment.to())
                            .put("records", segment.records())
                            .put("ticks", segment.ticks())
                            .put("firstTime", segment.firstTime())
                            .put("lastTime", segment.lastTime());
            segment.lastTick().ifPresent(time -> file.put("lastTick", time));
            file.put("bytes", segment.bytes()).put("sha256", segment.sha256());
        }
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
        lines.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        AtomicFile.write(directory.resolve(FILE), JSON.writer(lines).writeValueAsBytes(json));
    }
}
