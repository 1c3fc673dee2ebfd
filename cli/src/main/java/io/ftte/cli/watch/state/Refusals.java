package io.ftte.cli.watch.state;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.text.DeclaredRefusals;
import io.ftte.schemas.text.DeclaredRefusals.Meaning;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** Refusals by reason, with the last detail of each. */
final class Refusals {
    private static final Map<RejectionReason, Meaning> MEANINGS =
            DeclaredRefusals.all().stream().collect(toMap(Meaning::reason, meaning -> meaning));

    private static final class Count {
        private long records;
        private String detail = "";
        private long writtenAt;
    }

    private final Map<RejectionReason, Count> counts = new EnumMap<>(RejectionReason.class);

    /**
     * @param writtenAt when the job wrote the refusal, ms since the epoch
     */
    void add(Rejection rejection, long writtenAt) {
        Count count = counts.computeIfAbsent(rejection.getReason(), reason -> new Count());
        count.records++;
        count.detail = Texts.line(rejection.getDetail());
        count.writtenAt = writtenAt;
    }

    long total() {
        return counts.values().stream().mapToLong(count -> count.records).sum();
    }

    /** The most frequent reason first. */
    void write(ArrayNode out) {
        counts.entrySet().stream()
                .sorted(
                        Comparator.comparingLong(
                                (Map.Entry<RejectionReason, Count> e) -> -e.getValue().records))
                .forEach(entry -> write(entry.getKey(), entry.getValue(), out.addObject()));
    }

    private static void write(RejectionReason reason, Count count, ObjectNode out) {
        Meaning meaning = MEANINGS.get(reason);
        out.put("reason", reason.name());
        out.put("records", count.records);
        out.put("meaning", meaning.meaning());
        out.put("remedy", meaning.remedy());
        out.put("lastDetail", count.detail);
        out.put("lastAt", count.writtenAt);
    }
}
