package io.ftte.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The form of {@code report.json}. */
public final class ReportJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportJson() {}

    /** The report as JSON with a line break at the end. */
    public static String write(RunReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode experiment = root.putObject("experiment");
        report.experiment().forEach(experiment::putPOJO);
        ArrayNode methods = root.putArray("methods");
        report.methods().forEach(method -> write(method, methods.addObject()));
        if (!report.plans().isEmpty()) {
            ArrayNode plans = root.putArray("plans");
            report.plans().forEach(plan -> write(plan, plans.addObject()));
        }
        try {
            return MAPPER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(MethodReport method, ObjectNode out) {
        Optional<CurvePoint> reached = method.reached();
        out.put("name", method.name());
        out.put("seed", method.seed());
        out.put("target", method.target());
        out.put("timeToTarget", reached.map(CurvePoint::time).orElse(null));
        Long updates = reached.map(CurvePoint::updates).orElse(null);
        out.put("updatesToTarget", updates);
        out.put("bytesUpToTarget", updates == null ? null : updates * method.bytesUp());
        out.put("bytesDownToTarget", updates == null ? null : updates * method.bytesDown());
        out.put("finalAccuracy", method.finalAccuracy());
        method.finalTenthPercentile()
                .ifPresent(
                        tenth -> {
                            out.put("ownAccuracy", method.finalAccuracy());
                            out.put("ownTenthPercentileAccuracy", tenth);
                        });
        out.put("peakMemoryBytes", boxed(method.peakMemoryBytes()));
        out.put("overheadMemoryBytes", boxed(method.overheadMemoryBytes()));
        out.put("payloadBytes", method.payloadBytes());
        out.put("meanStaleness", method.meanStaleness());
        out.put("p95Staleness", method.p95Staleness());
        ArrayNode curve = out.putArray("curve");
        for (CurvePoint point : method.curve()) {
            ObjectNode at =
                    curve.addObject()
                            .put("time", point.time())
                            .put("updates", point.updates())
                            .put("version", point.version())
                            .put("accuracy", point.accuracy());
            point.tenthPercentile().ifPresent(tenth -> at.put("tenthPercentileAccuracy", tenth));
        }
    }

    private static void write(TrainedPlan plan, ObjectNode out) {
        out.put("tier", plan.tier())
                .put("planId", plan.planId())
                .put("parameters", plan.parameters())
                .put("payloadBytes", plan.payloadBytes())
                .put("peakMemoryBytes", plan.peakMemoryBytes())
                .put("updates", plan.updates())
                .put("devices", plan.devices());
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
