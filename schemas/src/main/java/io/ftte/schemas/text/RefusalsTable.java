package io.ftte.schemas.text;

import static java.util.stream.Collectors.joining;

/** The reasons of refusals as docs/refusals.md shows them. */
final class RefusalsTable {

    private RefusalsTable() {}

    /** A table in Markdown, one row a reason, with a line break at the end. */
    public static String markdown() {
        return "| reason | what is wrong | decided by | what the sender does |\n|---|---|---|---|\n"
                + DeclaredRefusals.all().stream()
                        .map(
                                refusal ->
                                        "| `%s` | %s | %s | %s |\n"
                                                .formatted(
                                                        refusal.reason(),
                                                        refusal.meaning(),
                                                        refusal.decidedBy(),
                                                        refusal.remedy()))
                        .collect(joining());
    }
}
