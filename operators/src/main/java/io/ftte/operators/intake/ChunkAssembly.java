package io.ftte.operators.intake;

import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.UpdateHeader;
import java.util.Arrays;
import java.util.Comparator;

/** Puts the chunks of an update together; pure functions over headers. */
final class ChunkAssembly {
    /** Runs that a refusal names. */
    private static final int MAX_RUNS = 8;

    private ChunkAssembly() {}

    /**
     * Whether the header's chunks, ascending and disjoint, cover the whole update, and the helper
     * has its share where there are two.
     */
    static boolean isComplete(UpdateHeader header) {
        long covered = 0;
        boolean held = header.seedId() == 0;
        for (Chunk chunk : header.chunks()) {
            covered += chunk.statistics().count();
            held |= chunk.isWord();
        }
        return held && covered == header.totalLength();
    }

    /** A complete update without the helper's word, which has no payload. */
    static UpdateHeader payload(UpdateHeader update) {
        if (update.seedId() == 0) {
            return update;
        }
        return update.assembled(
                update.eventTime(),
                update.orderTime(),
                update.late(),
                Arrays.stream(update.chunks()).filter(c -> !c.isWord()).toArray(Chunk[]::new));
    }

    /** Which components there are, of how many: runs of chunks, the first few of them. */
    static String came(UpdateHeader header) {
        StringBuilder runs = new StringBuilder();
        Chunk[] chunks = header.chunks();
        int shown = 0;
        if (header.isWord()) {
            runs.append("none");
        }
        for (int i = 0; i < chunks.length && !chunks[i].isWord(); ) {
            int to = chunks[i].to();
            int from = chunks[i].from();
            for (i++; i < chunks.length && chunks[i].from() == to && !chunks[i].isWord(); i++) {
                to = chunks[i].to();
            }
            if (shown++ == MAX_RUNS) {
                runs.append(" and more");
                break;
            }
            runs.append(shown == 1 ? "" : ", ").append(from).append(" to ").append(to);
        }
        return "components "
                + runs
                + " of a totalLength of "
                + header.totalLength()
                + " came"
                + ofShares(header);
    }

    private static String ofShares(UpdateHeader header) {
        if (header.seedId() == 0) {
            return "";
        }
        return Arrays.stream(header.chunks()).anyMatch(Chunk::isWord)
                ? ", and the helper has its share"
                : ", and the helper has not said that it has its share";
    }

    /** Whether two headers can be of one update. */
    static boolean sameUpdate(UpdateHeader a, UpdateHeader b) {
        return a.baseVersion() == b.baseVersion()
                && a.planId() == b.planId()
                && a.examples() == b.examples()
                && a.totalLength() == b.totalLength();
    }

    static boolean overlaps(UpdateHeader update, Chunk chunk) {
        for (Chunk other : update.chunks()) {
            if (chunk.isWord() && other.isWord()) {
                return true;
            }
            if (chunk.from() < other.to() && other.from() < chunk.to()) {
                return true;
            }
        }
        return false;
    }

    /** Adds the one chunk of {@code next}: the order time is the largest, late if any chunk is. */
    static UpdateHeader merge(UpdateHeader update, UpdateHeader next) {
        Chunk[] chunks = Arrays.copyOf(update.chunks(), update.chunks().length + 1);
        chunks[chunks.length - 1] = next.chunks()[0];
        Arrays.sort(chunks, Comparator.comparingInt(Chunk::from));
        return update.assembled(
                        Math.max(update.eventTime(), next.eventTime()),
                        Math.max(update.orderTime(), next.orderTime()),
                        update.late() || next.late(),
                        chunks)
                .withMostNorm(Math.max(update.mostNorm(), next.mostNorm()));
    }
}
