package io.ftte.operators;

import io.ftte.operators.stream.OutputRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a run put out, comparable: model and lineage records byte for byte in the order of each
 * key, refusals in any order, and how many keys were still waiting for something at the end.
 */
record Outcome(
        Map<String, List<String>> models,
        Map<String, List<String>> lineage,
        List<String> rejections,
        Map<String, Long> left) {

    /** Takes records as they come. */
    static final class Builder {
        private final Map<String, List<String>> models = new TreeMap<>();
        private final Map<String, List<String>> lineage = new TreeMap<>();
        private final List<String> rejections = new ArrayList<>();

        void model(OutputRecord record) {
            add(models, record);
        }

        void lineage(OutputRecord record) {
            add(lineage, record);
        }

        void rejection(OutputRecord record) {
            rejections.add(text(record.value()));
        }

        private static void add(Map<String, List<String>> records, OutputRecord record) {
            records.computeIfAbsent(text(record.key()), key -> new ArrayList<>())
                    .add(text(record.value()));
        }

        /** Bytes as characters, one to one: compares as bytes do and needs no wrapper. */
        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        Outcome build(Map<String, Long> left) {
            rejections.sort(null);
            return new Outcome(models, lineage, rejections, left);
        }
    }
}
