package io.ftte.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A line of the table.
 *
 * @param fault in Markdown
 * @param sent updates on the topic since the line before: those to be refused too, and those that a
 *     producer wrote again because the broker died before it could acknowledge them
 * @param admitted in versions published since the line before
 * @param rejected since the line before
 * @param versions published since the line before
 * @param duplicates in the whole output so far
 * @param missing in the whole output so far
 * @param digestsEqual of the whole output so far
 * @param recovery the longest time without a new version, from the fault on
 */
record FaultRow(
        String fault,
        int sent,
        int admitted,
        int rejected,
        int versions,
        int duplicates,
        int missing,
        boolean digestsEqual,
        Duration recovery) {

    private static final String HEAD =
            """
| fault | sent | admitted | rejected | versions | duplicates | missing | digests equal | recovery, s |
|---|---:|---:|---:|---:|---:|---:|---|---:|
""";

    /** From the counts of the whole output before and after. */
    static FaultRow of(
            String fault, int sent, OutputCount before, OutputCount after, Duration recovery) {
        return new FaultRow(
                fault,
                sent,
                after.admitted() - before.admitted(),
                after.rejected() - before.rejected(),
                after.versions() - before.versions(),
                after.duplicates(),
                after.missing(),
                after.digestsEqual(),
                recovery);
    }

    /** Whether nothing was lost, doubled or changed. */
    boolean clean() {
        int inHalfFullBuffer = sent - admitted - rejected;
        return duplicates == 0
                && missing == 0
                && digestsEqual
                && inHalfFullBuffer >= 0
                && inHalfFullBuffer < RecordedStream.BUFFER;
    }

    static String markdown(List<FaultRow> rows) {
        StringBuilder table = new StringBuilder(HEAD);
        rows.forEach(row -> table.append(row.markdown()).append('\n'));
        return table.toString();
    }

    String markdown() {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %,d | %d | %d | %s | %.1f |",
                fault,
                sent,
                admitted,
                rejected,
                versions,
                duplicates,
                missing,
                digestsEqual ? "yes" : "NO",
                recovery.toMillis() / 1e3);
    }
}
