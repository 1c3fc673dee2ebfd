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
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.settings.OptimizerName;
import java.util.Map;

/** The {@code aggregation} section of a registration; every field is optional. */
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

    /** The settings that a section gives, over those that hold otherwise. */
    public static AggregationSettings read(JsonFields in, AggregationSettings defaults) {
        var out = AggregationSettings.newBuilder(defaults);
        in.integer32("bufferSize").ifPresent(out::setBufferSize);
        in.number("serverLearningRate").ifPresent(out::setServerLearningRate);
        in.choice("normalizer", Normalizer.class).map(Words::of).ifPresent(out::setNormalizer);
        in.object("age").map(AggregationJson::age).ifPresent(out::setAge);
        in.object("variance").map(AggregationJson::variance).ifPresent(out::setVariance);
        in.choice("examples", ExampleWeighting.class).map(Words::of).ifPresent(out::setExamples);
        in.integer("maxExamples").ifPresent(out::setMaxExamples);
        in.number("clipNorm").ifPresent(out::setClipNorm);
        in.integer("maxStaleness").ifPresent(out::setMaxStaleness);
        in.choice("lateUpdates", LateUpdates.class).map(Words::of).ifPresent(out::setLateUpdates);
        in.object("serverOptimizer")
                .map(AggregationJson::optimizer)
                .ifPresent(out::setServerOptimizer);
        in.object("averaging").ifPresent(averaging -> decay(averaging, out));
        in.number("coverageFloor").ifPresent(out::setCoverageFloor);
        in.end();
        return out.build();
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

    static ObjectNode write(AggregationSettings settings) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("bufferSize", settings.getBufferSize());
        out.put("serverLearningRate", settings.getServerLearningRate());
        out.put("normalizer", settings.getNormalizer());
        out.set("age", write(settings.getAge()));
        out.putObject("variance")
                .put("exponent", settings.getVariance().getExponent())
                .put("window", settings.getVariance().getWindow())
                .put("minimum", settings.getVariance().getMinimum());
        out.put("examples", settings.getExamples());
        out.put("maxExamples", settings.getMaxExamples());
        if (settings.getClipNorm() != null) {
            out.put("clipNorm", settings.getClipNorm());
        }
        out.put("maxStaleness", settings.getMaxStaleness());
        out.put("lateUpdates", settings.getLateUpdates());
        out.set("serverOptimizer", write(settings.getServerOptimizer()));
        if (settings.getAveragingDecay() != null) {
            out.putObject("averaging").put("decay", settings.getAveragingDecay());
        }
        return out.put("coverageFloor", settings.getCoverageFloor());
    }

    private static AgeSettings age(JsonFields in) {
        var out = AgeSettings.newBuilder();
        in.choice("function", AgeFunction.class).map(Words::of).ifPresent(out::setFunction);
        in.number("exponent").ifPresent(out::setExponent);
        in.number("slope").ifPresent(out::setSlope);
        in.number("threshold").ifPresent(out::setThreshold);
        in.number("rate").ifPresent(out::setRate);
        in.number("halfLifeMs").ifPresent(out::setHalfLifeMs);
        in.end();
        return out.build();
    }

    private static VarianceSettings variance(JsonFields in) {
        var out = VarianceSettings.newBuilder();
        in.number("exponent").ifPresent(out::setExponent);
        in.integer32("window").ifPresent(out::setWindow);
        in.integer32("minimum").ifPresent(out::setMinimum);
        in.end();
        return out.build();
    }

    private static ServerOptimizer optimizer(JsonFields in) {
        var out = ServerOptimizer.newBuilder();
        in.choice("name", OptimizerName.class).map(Words::of).ifPresent(out::setName);
        in.number("decay").ifPresent(out::setDecay);
        in.number("epsilon").ifPresent(out::setEpsilon);
        in.number("momentum").ifPresent(out::setMomentum);
        in.number("beta1").ifPresent(out::setBeta1);
        in.number("beta2").ifPresent(out::setBeta2);
        in.end();
        return out.build();
    }

    private static void decay(JsonFields in, AggregationSettings.Builder out) {
        in.required("decay");
        in.number("decay").ifPresent(out::setAveragingDecay);
        in.end();
    }

    private static ObjectNode write(AgeSettings age) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("function", age.getFunction());
        out.put("exponent", age.getExponent());
        out.put("slope", age.getSlope());
        out.put("threshold", age.getThreshold());
        out.put("rate", age.getRate());
        if (age.getHalfLifeMs() != null) {
            out.put("halfLifeMs", age.getHalfLifeMs());
        }
        return out;
    }

    private static ObjectNode write(ServerOptimizer optimizer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", optimizer.getName())
                .put("decay", optimizer.getDecay())
                .put("epsilon", optimizer.getEpsilon())
                .put("momentum", optimizer.getMomentum())
                .put("beta1", optimizer.getBeta1())
                .put("beta2", optimizer.getBeta2());
    }
}
