package io.ftte.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.devices.simulation.RunResult;
import io.ftte.devices.simulation.RunResult.Point;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The form of a simulation's {@code report.json}: that of {@link ReportJson} and more fields. */
public final class ExperimentJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ExperimentJson() {}

    /**
     * @param settings of each cell, by its name
     */
    public static String write(String name, Map<String, JsonNode> settings, List<Outcome> runs) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode experiment = root.putObject("experiment").put("name", name);
        settings.forEach((cell, node) -> experiment.set(cell.isEmpty() ? "settings" : cell, node));
        ArrayNode methods = root.putArray("methods");
        for (Comparison comparison : Comparison.of(runs)) {
            comparison.runs().forEach(run -> write(comparison, run, methods.addObject()));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Comparison comparison, Outcome run, ObjectNode out) {
        RunResult result = run.result();
        Point reached = run.reached().orElse(null);
        out.put("cell", run.cell());
        out.put("name", run.method());
        out.put("seed", run.seed());
        out.put("target", run.target());
        out.put("timeToTarget", reached == null ? null : reached.time());
        out.put("updatesToTarget", reached == null ? null : reached.updates());
        out.put("bytesUpToTarget", reached == null ? null : reached.bytesUp());
        out.put("bytesDownToTarget", reached == null ? null : reached.bytesDown());
        out.put("deviceSecondsToTarget", reached == null ? null : reached.deviceSeconds());
        out.put("bestSmoothedAccuracy", run.best());
        out.put("finalAccuracy", result.finalAccuracy());
        out.put("accuracyAtEqualTime", run.atTime(comparison.equalTime(run.seed())));
        out.put("accuracyAtEqualBytes", run.atBytes(comparison.equalBytes(run.seed())));
        out.put("slowAccuracy", finite(result.slowAccuracy()));
        out.put("fastAccuracy", finite(result.fastAccuracy()));
        out.put("tenthPercentileAccuracy", result.tenthPercentile());
        if (run.measuredOwn()) {
            out.put("ownAccuracy", run.ownMean());
            out.put("ownTenthPercentileAccuracy", run.ownTenthPercentile());
            out.set("ownAccuracyByDevice", MAPPER.valueToTree(result.ownAccuracy()));
        }
        out.put("trainableParameters", result.parameters());
        out.put("peakMemoryBytes", result.peakMemoryBytes());
        out.put("overheadMemoryBytes", result.overheadMemoryBytes());
        out.put("payloadBytes", result.payloadBytes());
        out.put("meanStaleness", run.meanStaleness());
        out.put("p95Staleness", run.p95Staleness());
        out.put("refused", result.refused());
        out.put("lost", result.lost());
        out.set("curve", MAPPER.valueToTree(result.curve()));
    }

    /** Where a fleet has no such device there is nothing to say. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
