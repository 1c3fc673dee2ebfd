package io.ftte.cli.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.cli.record.TopicRecords;
import io.ftte.jobs.replay.PrivacyFields;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.SettingsHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why a version is what it is.
 *
 * @param settings in force, and their number; nothing where the record does not have them
 * @param plans that its updates were made on, as far as they are recorded
 * @param movement nothing where the shards are not there any more
 */
record Explanation(
        VersionLineage version,
        Optional<Map.Entry<Integer, AggregationSettings>> settings,
        List<TrainablePlan> plans,
        Optional<Movement> movement) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Looks all of it up. */
    static Explanation of(TopicRecords records, ModelDefinition model, VersionLineage version)
            throws IOException {
        Map<Integer, AggregationSettings> known = new TreeMap<>();
        known.put(0, model.head().getAggregation());
        for (String topic : List.of(records.topics().control(), records.topics().decisions())) {
            records.each(
                    topic,
                    record ->
                            record.as(ModelSettings.class)
                                    .filter(s -> s.getModelId().equals(version.getModelId()))
                                    .ifPresent(s -> known.put(s.getNumber(), s.getAggregation())));
        }
        // Of equal ones the last: a change back to what was before.
        Optional<Map.Entry<Integer, AggregationSettings>> settings =
                known.entrySet().stream()
                        .filter(
                                entry ->
                                        ByteBuffer.wrap(SettingsHash.of(entry.getValue()))
                                                .equals(version.getSettingsHash()))
                        .reduce((a, b) -> b);
        TreeSet<Integer> ids = new TreeSet<>();
        version.getContributions().forEach(contribution -> ids.add(contribution.getPlanId()));
        Map<Integer, TrainablePlan> plans = new TreeMap<>();
        records.each(
                records.topics().models(),
                record ->
                        record.as(TrainablePlan.class)
                                .filter(plan -> plan.getModelId().equals(version.getModelId()))
                                .filter(plan -> plan.getGeneration() == version.getGeneration())
                                .filter(plan -> ids.contains(plan.getPlanId()))
                                .ifPresent(plan -> plans.put(plan.getPlanId(), plan)));
        return new Explanation(
                version,
                settings,
                List.copyOf(plans.values()),
                Movement.of(records, model, version));
    }

    /** For a person. */
    void print(PrintWriter out) throws IOException {
        out.printf(
                "version %d of %s%s, %s: %,d updates%n",
                version.getVersion(),
                version.getModelId(),
                version.getGeneration() == 0 ? "" : ", generation " + version.getGeneration(),
                Instant.ofEpochMilli(version.getEventTime()),
                version.getContributions().size());
        out.println(
                settings.map(
                                entry ->
                                        (entry.getKey() == 0
                                                        ? "settings of the registration: "
                                                        : "settings " + entry.getKey() + ": ")
                                                + AggregationJson.text(entry.getValue()))
                        .orElse("settings: not in the record"));
        if (version.getPrivacy() != null) {
            out.println(privacy(version.getPrivacy()));
        }
        for (TrainablePlan plan : plans) {
            out.printf(
                    "plan %d, in force since version %d: %,d parameters in %,d ranges%n",
                    plan.getPlanId(),
                    plan.getSinceVersion(),
                    parameters(plan),
                    plan.getRanges().size());
        }
        if (movement.isPresent()) {
            RowWriter<Movement.Moved> table = RowWriter.table(MOVED, Integer.MAX_VALUE, out);
            for (Movement.Moved moved : movement.get().tensors()) {
                table.write(moved);
            }
            table.write(movement.get().all());
            table.close();
        } else {
            out.println("how far it moved the model: its shards, or those before, are not there");
        }
        RowWriter<Factors> table = RowWriter.table(FACTORS, Integer.MAX_VALUE, out);
        for (Factors factors : factors()) {
            table.write(factors);
        }
        table.close();
        out.printf("digest %s%n", Rows.hex(version.getDigest()));
    }

    private static String privacy(VersionPrivacy privacy) {
        return "private, noise %s and key %s: after it epsilon %.4g is spent by the device that took part most often, %.4g by the median of %,d, at delta %s"
                .formatted(
                        privacy.getNoise(),
                        privacy.getKeyId(),
                        privacy.getEpsilonLargest(),
                        privacy.getEpsilonMedian(),
                        privacy.getDevices(),
                        privacy.getDelta());
    }

    /** What a contribution weighs, factor by factor. */
    record Factors(Contribution contribution, double share) {
        /** What is left of the weight: how many examples the device had, by the settings. */
        double examples() {
            double others = contribution.getAgeFactor() * contribution.getVarianceFactor();
            return others == 0 ? 0 : contribution.getWeight() / others;
        }
    }

    private static final RowType<Movement.Moved> MOVED =
            RowType.<Movement.Moved>named("Moved")
                    .text("tensor", Movement.Moved::tensor)
                    .whole("parameters", Movement.Moved::parameters)
                    .number("norm", Movement.Moved::before)
                    .number("moved", Movement.Moved::moved)
                    .build();

    private static final RowType<Factors> FACTORS =
            RowType.<Factors>named("Factors")
                    .text("device", f -> f.contribution().getDeviceId())
                    .whole("sequence", f -> f.contribution().getSequence())
                    .whole("plan", f -> f.contribution().getPlanId())
                    .whole("staleness", f -> f.contribution().getStaleness())
                    .number("ageFactor", f -> f.contribution().getAgeFactor())
                    .number("varianceFactor", f -> f.contribution().getVarianceFactor())
                    .number("exampleFactor", Factors::examples)
                    .number("weight", f -> f.contribution().getWeight())
                    .number("share", Factors::share)
                    .truth("late", f -> f.contribution().getLate())
                    .whole("partition", f -> f.contribution().getPartition())
                    .whole("offset", f -> f.contribution().getOffset())
                    .build();

    private List<Factors> factors() {
        double sum = version.getContributions().stream().mapToDouble(Contribution::getWeight).sum();
        return version.getContributions().stream()
                .map(c -> new Factors(c, sum == 0 ? 0 : c.getWeight() / sum))
                .toList();
    }

    private static long parameters(TrainablePlan plan) {
        return plan.getRanges().stream().mapToLong(range -> range.getTo() - range.getFrom()).sum();
    }

    /** For a program. */
    String json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("modelId", version.getModelId());
        json.put("generation", version.getGeneration());
        json.put("version", version.getVersion());
        json.put("eventTime", version.getEventTime());
        json.put("digest", Rows.hex(version.getDigest()));
        json.put("chain", Rows.hex(version.getChain()));
        settings.ifPresent(
                entry ->
                        json.putObject("settings")
                                .put("number", entry.getKey())
                                .put("text", AggregationJson.text(entry.getValue())));
        if (version.getPrivacy() != null) {
            json.set("privacy", JSON.valueToTree(PrivacyFields.of(version.getPrivacy())));
        }
        ArrayNode madeOn = json.putArray("plans");
        for (TrainablePlan plan : plans) {
            madeOn.addObject()
                    .put("planId", plan.getPlanId())
                    .put("sinceVersion", plan.getSinceVersion())
                    .put("parameters", parameters(plan));
        }
        movement.ifPresent(
                moved -> {
                    json.put("norm", moved.all().before()).put("moved", moved.all().moved());
                    ArrayNode tensors = json.putArray("tensors");
                    for (Movement.Moved tensor : moved.tensors()) {
                        tensors.addObject()
                                .put("tensor", tensor.tensor())
                                .put("parameters", tensor.parameters())
                                .put("norm", tensor.before())
                                .put("moved", tensor.moved());
                    }
                });
        ArrayNode contributions = json.putArray("contributions");
        for (Factors factors : factors()) {
            Contribution contribution = factors.contribution();
            contributions
                    .addObject()
                    .put("deviceId", contribution.getDeviceId())
                    .put("sequence", contribution.getSequence())
                    .put("planId", contribution.getPlanId())
                    .put("staleness", contribution.getStaleness())
                    .put("ageFactor", contribution.getAgeFactor())
                    .put("varianceFactor", contribution.getVarianceFactor())
                    .put("exampleFactor", factors.examples())
                    .put("weight", contribution.getWeight())
                    .put("share", factors.share())
                    .put("late", contribution.getLate())
                    .put("partition", contribution.getPartition())
                    .put("offset", contribution.getOffset());
        }
        return json.toPrettyString();
    }
}
