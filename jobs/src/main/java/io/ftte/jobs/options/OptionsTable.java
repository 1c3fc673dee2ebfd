package io.ftte.jobs.options;

import static java.util.stream.Collectors.joining;

/** The options of the job as the README shows them. */
final class OptionsTable {
    private OptionsTable() {}

    /** A table in Markdown, one row per option, with a line break at the end. */
    static String markdown() {
        return "| option | default | meaning |\n|---|---|---|\n"
                + AggregationOptions.all().stream()
                        .map(
                                option ->
                                        "| `%s` | %s | %s |\n"
                                                .formatted(
                                                        OptionText.name(option),
                                                        code(OptionText.defaultValue(option)),
                                                        OptionText.description(option)))
                        .collect(joining());
    }

    /** Prints the Markdown table, to be pasted into the README. */
    public static void main(String[] args) {
        System.out.print(markdown());
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }
}
