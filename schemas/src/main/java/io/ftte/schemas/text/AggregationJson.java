package io.ftte.schemas.text;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.settings.OptimizerName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
    private static final ObjectMapper VALUES =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Stands in a section, and in changes, for the settings of a {@link Preset}. */
    public static final String PRESET = "preset";

    private static final String RATE = "serverLearningRate";

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
     * The settings that a section gives. What it leaves out, also of an object such as {@code age},
     * is the preset's that it names, and where there is none the default; what it gives as {@code
     * null} is the default whatever the preset says.
     */
    public static AggregationSettings read(JsonFields in, AggregationSettings defaults) {
        return read(in, defaults, Optional.empty());
    }

    /**
     * The same.
     *
     * @param unnamed the preset of a section that names none, and no part of the step: a rate is
     *     worth nothing without the step that it was found for
     */
    static AggregationSettings read(
            JsonFields in, AggregationSettings defaults, Optional<Preset> unnamed) {
        Optional<Preset> preset =
                in.choice(PRESET, Preset.class)
                        .or(() -> namesStep(in) ? Optional.empty() : unnamed);
        AggregationSettings out =
                preset.map(p -> p.over(defaults))
                        .orElseGet(() -> AggregationSettings.newBuilder(defaults).build());
        Set<String> sections = new HashSet<>();
        for (Setting setting : DeclaredSettings.all()) {
            String section = setting.section();
            if (section.isEmpty()) {
                put(in, setting, out, defaults);
            } else if (sections.add(section)) {
                read(in, section, out, defaults);
            }
        }
        in.end();
        preset.ifPresent(named -> named.check(out));
        // Every preset gives a rate; null takes it away.
        boolean given = in.value(RATE).isPresent() || preset.isPresent() && !in.names(RATE);
        return given || !isSpectral(out)
                ? out
                : AggregationSettings.newBuilder(out)
                        .setServerLearningRate(DeclaredSettings.SPECTRAL_RATE)
                        .build();
    }

    private static boolean isSpectral(AggregationSettings settings) {
        return settings.getServerOptimizer().getName().equals(Words.of(OptimizerName.SPECTRAL));
    }

    private static boolean namesStep(JsonFields in) {
        return in.names("serverOptimizer") || in.names(RATE);
    }

    private static void read(
            JsonFields in, String section, AggregationSettings out, AggregationSettings defaults) {
        Optional<JsonFields> inner = in.object(section);
        for (Setting setting : DeclaredSettings.of(section)) {
            if (inner.isPresent()) {
                if (setting.isItsSection() && setting.in(out) == null) {
                    inner.get().required(setting.name());
                }
                put(inner.get(), setting, out, defaults);
            } else if (in.names(section)) {
                setting.put(out, setting.in(defaults));
            }
        }
        inner.ifPresent(JsonFields::end);
    }

    private static void put(
            JsonFields in, Setting setting, AggregationSettings out, AggregationSettings defaults) {
        Optional<Object> value = value(in, setting);
        if (value.isPresent()) {
            setting.put(out, value.get());
        } else if (in.names(setting.name())) {
            setting.put(out, setting.in(defaults));
        }
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
     *     takes a setting away that may be absent; {@code preset} stands for its settings, which
     *     the others override
     * @throws IllegalArgumentException one line that names the setting, where there is none of that
     *     name or the value is of another type
     */
    public static AggregationSettings changed(
            AggregationSettings settings, Map<String, String> changes) {
        ObjectNode section = write(settings);
        Map<String, String> others = new LinkedHashMap<>(changes);
        Optional<Preset> named =
                Optional.ofNullable(others.remove(PRESET))
                        .map(word -> Words.parse(PRESET, Preset.class, word));
        named.ifPresent(preset -> preset.settings().forEach((p, value) -> set(section, p, value)));
        others.forEach((path, value) -> set(section, path, value));
        AggregationSettings after = read(new JsonFields(section, "aggregation"), defaults());
        named.ifPresent(preset -> preset.check(after));
        return after;
    }

    /**
     * What differs, written out: changes that make of one the other without the name of a preset,
     * whose settings another release may have changed.
     */
    public static Map<String, String> difference(
            AggregationSettings before, AggregationSettings after) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (Setting setting : DeclaredSettings.all()) {
            Object value = setting.in(after);
            if (!Objects.equals(value, setting.in(before))) {
                boolean taken = value == null && setting.isItsSection();
                changes.put(taken ? setting.section() : setting.path(), String.valueOf(value));
            }
        }
        return changes;
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

    /**
     * The step, and all else that is not at the schema's default, as {@code --set} takes it: {@code
     * serverLearningRate=0.03 age.exponent=1.0}, in the order of the files.
     */
    public static String text(AggregationSettings settings) {
        return DeclaredSettings.all().stream()
                .filter(setting -> isTold(setting, setting.in(settings)))
                .map(setting -> setting.path() + "=" + setting.in(settings))
                .collect(joining(" "));
    }

    private static boolean isTold(Setting setting, Object value) {
        return setting.path().equals("serverOptimizer.name")
                || setting.path().equals(RATE)
                || !Objects.equals(value, setting.defaultValue());
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
