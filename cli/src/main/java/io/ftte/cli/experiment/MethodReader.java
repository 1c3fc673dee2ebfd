package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.aggregation.AggregationRule;
import io.ftte.devices.simulation.Setting;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.JsonFields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads an element of {@code methods}. */
final class MethodReader {
    private final Setting setting;
    private final int concurrency;
    private final Optional<PlanSpec> plan;
    private final long horizon;

    /**
     * @param concurrency of methods that name none
     * @param plan likewise
     * @param horizon likewise
     */
    MethodReader(Setting setting, int concurrency, Optional<PlanSpec> plan, long horizon) {
        this.setting = setting;
        this.concurrency = concurrency;
        this.plan = plan;
        this.horizon = horizon;
    }

    /** One method, or one per server learning rate where it is to be tuned. */
    List<MethodSpec> read(JsonFields in) {
        String name = in.text("name");
        boolean rounds = in.flag("rounds");
        AggregationSettings aggregation =
                in.object("aggregation")
                        .map(a -> AggregationJson.read(a, AggregationJson.defaults()))
                        .orElse(AggregationJson.defaults());
        requireRule(in, aggregation);
        double overSelection = in.number("overSelection").orElse(0);
        boolean whole = in.flag("full");
        PlanSpec everything = whole ? PlanSpec.EVERYTHING : plan.orElse(PlanSpec.EVERYTHING);
        PlanSpec own = in.object("plan").map(PlanSpec::read).orElse(everything);
        Optional<PlanSpec> fast = in.object("fastPlan").map(PlanSpec::read);
        BitSet personal = new PersonalTensors(setting.network()).read(in);
        TensorEncoding encoding = encoding(in);
        boolean mixing = in.flag("mixing");
        int microBatch = in.integer32("microBatch").orElse(setting.training().batchSize());
        boolean logitAdjustment = in.flag("logitAdjustment");
        long updates = in.integer("horizon").orElse(horizon);
        int inRound = (int) Math.ceil(aggregation.getBufferSize() * (1 + overSelection) - 1e-9);
        int atOnce = in.integer32("concurrency").orElse(rounds ? inRound : concurrency);
        requirePossible(in, rounds, aggregation, atOnce, microBatch, updates);
        JsonNode written = in.tree();
        List<Double> rates = in.numbers("serverLearningRates");
        in.end();
        List<MethodSpec> methods = new ArrayList<>();
        for (double rate : rates.isEmpty() ? List.of(aggregation.getServerLearningRate()) : rates) {
            AggregationSettings atRate =
                    AggregationSettings.newBuilder(aggregation).setServerLearningRate(rate).build();
            requireRule(in, atRate);
            methods.add(
                    new MethodSpec(
                            rates.isEmpty()
                                    ? name
                                    : String.format(Locale.ROOT, "%s, rate %s", name, rate),
                            rounds,
                            atOnce,
                            own,
                            fast,
                            personal,
                            encoding,
                            mixing,
                            microBatch,
                            logitAdjustment,
                            updates,
                            atRate,
                            written));
        }
        return methods;
    }

    private static TensorEncoding encoding(JsonFields in) {
        String name = in.value("encoding").map(JsonNode::asText).orElse("F32");
        for (TensorEncoding encoding : TensorEncoding.values()) {
            if (encoding.name().equals(name)) {
                return encoding;
            }
        }
        throw new IllegalArgumentException(
                in.at("encoding") + " must be one of F32, F16, INT8, not " + name);
    }

    private static void requireRule(JsonFields in, AggregationSettings aggregation) {
        try {
            new AggregationRule(aggregation);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(in.place() + ".aggregation: " + e.getMessage());
        }
    }

    private void requirePossible(
            JsonFields in,
            boolean rounds,
            AggregationSettings aggregation,
            int atOnce,
            int microBatch,
            long updates) {
        if (updates < 1) {
            throw new IllegalArgumentException(
                    "%s.horizon must be at least 1 update, not %d".formatted(in.place(), updates));
        }
        int devices = setting.fleet().devices();
        int size = aggregation.getBufferSize();
        if (rounds && size > devices) {
            throw new IllegalArgumentException(
                    "%s.aggregation.bufferSize is %d: a round of it needs more than the fleet of %d"
                            .formatted(in.place(), size, devices));
        }
        if (atOnce < 1 || atOnce > devices) {
            throw new IllegalArgumentException(
                    "%s.concurrency must be 1 to %d, the fleet, not %d"
                            .formatted(in.place(), devices, atOnce));
        }
        if (microBatch < 1 || microBatch > setting.training().batchSize()) {
            throw new IllegalArgumentException(
                    "%s.microBatch must be 1 to %d, the batch, not %d"
                            .formatted(in.place(), setting.training().batchSize(), microBatch));
        }
    }
}
