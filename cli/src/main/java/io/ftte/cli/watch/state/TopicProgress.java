package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.topics.TopicNames;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** How far each topic was read, and what of it was no record of this project. */
final class TopicProgress {
    private static final class Row {
        private long read;
        private long unreadable;
        private String problem = "";
        private OptionalLong behind = OptionalLong.empty();
    }

    private final Map<Topic, Row> rows = new EnumMap<>(Topic.class);

    TopicProgress() {
        for (Topic topic : Topic.values()) {
            rows.put(topic, new Row());
        }
    }

    void read(Topic topic) {
        rows.get(topic).read++;
    }

    void unreadable(Topic topic, String problem) {
        Row row = rows.get(topic);
        row.unreadable++;
        row.problem = Texts.line(problem);
    }

    /**
     * @param offsets between where the reader stands and the end
     */
    void behind(Topic topic, long offsets) {
        rows.get(topic).behind = OptionalLong.of(offsets);
    }

    void write(ArrayNode out, TopicNames names) {
        rows.forEach(
                (topic, row) -> {
                    ObjectNode one = out.addObject();
                    one.put("topic", topic.word());
                    one.put("name", topic.name(names));
                    one.put("read", row.read);
                    one.put("unreadable", row.unreadable);
                    one.put("lastUnreadable", row.problem);
                    row.behind.ifPresent(offsets -> one.put("behind", offsets));
                });
    }
}
