package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.VarianceSettings;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The {@code aggregation} section of a registration, as {@link DeclaredSettings} lists it; every
 * field is optional.
 */
public final class AggregationJson {
    private static final ObjectMapper VALUES = new ObjectMapper();

    private AggregationJson() {}

    /** What holds where a registration says nothing. */
    public static AggregationSettings defaults() {
        return AggregationSettings.newBuilder()
                .setAge(AgeSettings.newBuilder().build())
                .setVariance(VarianceSettings.newBuilder().build())
                .setServerOptimizer(ServerOptimizer.newBuilder().build())
                .build();
    }

    /**
     * The settings that a section gives, over those that hold otherwise. An object in it, such as
     * {@code age}, is taken whole: what it leaves out is the schema's default.
     */
    public static AggregationSettings read(JsonFields in, AggregationSettings defaults) {
        AggregationSettings out = AggregationSettings.newBuilder(defaults).build();
        Set<String> sections = new HashSet<>();
        for (Setting setting : DeclaredSettings.all()) {
            String section = setting.section();
            if (section.isEmpty()) {
                value(in, setting).ifPresent(value -> setting.put(out, value));
            } else if (sections.add(section)) {
                in.object(section).ifPresent(inner -> read(inner, section, out));
            }
        }
        in.end();
        return out;
    }

    private static void read(JsonFields in, String section, AggregationSettings out) {
        for (Setting setting : DeclaredSettings.of(section)) {
            if (setting.isItsSection()) {
                in.required(setting.name());
            }
            setting.put(out, value(in, setting).orElse(setting.defaultValue()));
        }
        in.end();
    }

    private static Optional<Object> value(JsonFields in, Setting setting) {
        String name = setting.name();
        return switch (setting.type()) {
            case INT32 -> boxed(in.integer32(name));
            case INT64 -> boxed(in.integer(name));
            case NUMBER -> boxed(in.number(name));
            case WORD -> in.word(name, setting.words()).map(word -> word);
        };
    }

    private static Optional<Object> boxed(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }

    private static Optional<Object> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private static Optional<Object> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    /**
     * Settings of which some are changed.
     *
     * @param changes a setting's path, such as {@code age.exponent}, to its value; {@code null}
     *     takes a setting away that may be absent
     * @throws IllegalArgumentException one line that names the setting, where there is none of that
     *     name or the value is of another type
     */
    public static AggregationSettings changed(
            AggregationSettings settings, Map<String, String> changes) {
        ObjectNode section = write(settings);
        changes.forEach((path, value) -> set(section, path, value));
        return read(new JsonFields(section, "aggregation"), defaults());
    }

    private static void set(ObjectNode section, String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            section.set(path, parse(value));
        } else {
            String name = path.substring(0, dot);
            JsonNode inner = section.path(name);
            set(
                    inner.isObject() ? (ObjectNode) inner : section.putObject(name),
                    path.substring(dot + 1),
                    value);
        }
    }

    /** A number where it reads as one, a text otherwise. */
    private static JsonNode parse(String value) {
        try {
            JsonNode parsed = VALUES.readTree(value);
            return parsed.isValueNode() && !parsed.isMissingNode()
                    ? parsed
                    : JsonNodeFactory.instance.textNode(value);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(value);
        }
    }

    /** Every setting that is there. */
    static ObjectNode write(AggregationSettings settings) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (Setting setting : DeclaredSettings.all()) {
            Object value = setting.in(settings);
            if (value != null) {
                ObjectNode section =
                        setting.section().isEmpty() ? out : out.withObject("/" + setting.section());
                section.set(setting.name(), VALUES.<JsonNode>valueToTree(value));
            }
        }
        return out;
    }
}
