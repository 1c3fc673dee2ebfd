package io.ftte.cli.report;

import io.ftte.devices.simulation.RunResult.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The columns of a comparison; every seed's number, in the order of the seeds. */
enum ComparisonTable {
    SPEED(
            List.of(
                    column("time to target, s", (c, o) -> reached(o, "%.0f", Point::time)),
                    column("updates to target", (c, o) -> reached(o, "%.0f", Point::updates)),
                    column(
                            "MB to target",
                            (c, o) -> reached(o, "%.1f", p -> Outcome.bytes(p) / 1e6)),
                    column(
                            "device hours to target",
                            (c, o) -> reached(o, "%.2f", p -> p.deviceSeconds() / 3600)),
                    column(
                            "accuracy at equal time",
                            (c, o) -> format("%.3f", o.atTime(c.equalTime(o.seed())))),
                    column(
                            "at equal bytes",
                            (c, o) -> format("%.3f", o.atBytes(c.equalBytes(o.seed())))),
                    column("at the end", (c, o) -> format("%.4f", o.result().finalAccuracy())))),
    COST(
            List.of(
                    once("trained", o -> format("%,d", o.result().parameters())),
                    once("payload, KiB", o -> format("%.1f", o.result().payloadBytes() / 1024.0)),
                    once("peak memory, KiB", o -> kib(o.result().peakMemoryBytes())),
                    once("overhead, KiB", o -> kib(o.result().overheadMemoryBytes())),
                    column("mean staleness", (c, o) -> format("%.1f", o.meanStaleness())),
                    column("95 %", (c, o) -> String.valueOf(o.p95Staleness())),
                    column("slow devices", (c, o) -> format("%.3f", o.result().slowAccuracy())),
                    column("fast devices", (c, o) -> format("%.3f", o.result().fastAccuracy())),
                    column(
                            "10th percentile",
                            (c, o) -> format("%.3f", o.result().tenthPercentile())))),
    OWN(
            List.of(
                    column("devices' own examples", (c, o) -> format("%.4f", o.ownMean())),
                    column("10th percentile", (c, o) -> format("%.4f", o.ownTenthPercentile()))));

    /** A column's heading and what stands in it for the runs of a method. */
    record Column(String name, BiFunction<Comparison, List<Outcome>, String> cell) {}

    private final List<Column> columns;

    ComparisonTable(List<Column> columns) {
        this.columns = columns;
    }

    /** The tables that a comparison has numbers for. */
    static List<ComparisonTable> of(Comparison comparison) {
        boolean own = comparison.runs().stream().anyMatch(Outcome::measuredOwn);
        return own ? List.of(values()) : List.of(SPEED, COST);
    }

    List<Column> columns() {
        return columns;
    }

    private static Column column(String name, BiFunction<Comparison, Outcome, String> one) {
        return new Column(
                name,
                (comparison, runs) ->
                        runs.stream()
                                .map(run -> one.apply(comparison, run))
                                .collect(Collectors.joining(" / ")));
    }

    /** For what hardly depends on the seed: the first one's. */
    private static Column once(String name, Function<Outcome, String> one) {
        return new Column(name, (comparison, runs) -> one.apply(runs.get(0)));
    }

    private static String reached(Outcome outcome, String pattern, ToDoubleFunction<Point> what) {
        return outcome.reached()
                .map(point -> format(pattern, what.applyAsDouble(point)))
                .orElse("never");
    }

    private static String kib(long bytes) {
        return format("%.0f", bytes / 1024.0);
    }

    private static String format(String pattern, Object value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
