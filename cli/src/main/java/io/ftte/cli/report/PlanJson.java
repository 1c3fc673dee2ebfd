package io.ftte.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.network.NetworkPlan;
import io.ftte.selection.MemoryProfile;

/**
 * The plan for programs. {@code full} is full training of the whole batch at once with the same
 * convolution and optimizer.
 */
public final class PlanJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanJson() {}

    /** One JSON object on several lines. */
    public static String write(PlanReport report) {
        ObjectNode out = JSON.createObjectNode();
        out.put("modelId", report.modelId());
        out.put("batch", report.setup().batch());
        out.put("microBatch", report.setup().microBatch());
        out.put("passes", report.passes(report.best()));
        out.put("budgetBytes", report.selection().budget().memoryBytes());
        if (report.withinPayload()) {
            out.put("payloadBudgetBytes", report.selection().budget().payloadBytes());
        }
        costs(report, report.full(), report.network().parameterCount(), out.putObject("full"));
        NetworkPlan plan = report.best().plan();
        ObjectNode best = out.putObject("plan");
        costs(report, report.best().memory(), plan.parameters(), best);
        best.put("gain", report.best().gain());
        ArrayNode trainable = best.putArray("trainable");
        for (NetworkPlan.Slice slice : plan.slices()) {
            trainable
                    .addObject()
                    .put("tensor", slice.tensor())
                    .put("from", slice.from())
                    .put("to", slice.to());
        }
        FrontierTable.json(report, out.putArray("frontier"));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(out);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void costs(
            PlanReport report, MemoryProfile memory, int parameters, ObjectNode out) {
        out.put("peakBytes", memory.peakBytes());
        out.put("overheadBytes", memory.overheadBytes());
        out.put("payloadBytes", report.payloadBytes(parameters));
        out.put("parameters", parameters);
    }
}
