package io.ftte.cli.compare;

import io.ftte.cli.compare.Comparison.Outcome;
import io.ftte.schemas.RejectionReason;
import java.io.PrintWriter;
import java.util.Locale;

/** The figures of a comparison, a line each. */
final class ComparisonText {
    private static final String LINE = "%-32s %10s %14s %10s %10s %10s %10s %10s%n";

    private ComparisonText() {}

    static void print(Comparison comparison, PrintWriter out) {
        out.printf(
                LINE,
                "settings",
                "versions",
                "contributions",
                "refused",
                "staleness",
                "weight",
                "distance",
                "accuracy");
        for (Outcome outcome : comparison.outcomes()) {
            LineageStatistics statistics = outcome.statistics();
            out.printf(
                    LINE,
                    outcome.name(),
                    "%,d".formatted(statistics.versions()),
                    "%,d".formatted(statistics.contributions()),
                    "%,d".formatted(statistics.refused()),
                    number("%.2f", statistics.meanStaleness()),
                    number("%.3f", statistics.weights().mean()),
                    number("%.4f", outcome.lastDistance()),
                    number("%.4f", outcome.lastAccuracy()));
        }
        comparison.outcomes().forEach(outcome -> warn(outcome, out));
    }

    /** Where a variant lost updates because it makes fewer versions, its figures say little. */
    private static void warn(Outcome outcome, PrintWriter out) {
        long early =
                outcome.statistics().refusals().getOrDefault(RejectionReason.FUTURE_VERSION, 0L);
        if (early > 0) {
            out.printf(
                    "%s: %,d updates were refused, as they were trained on versions that were not"
                            + " there yet%n",
                    outcome.name(), early);
        }
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
