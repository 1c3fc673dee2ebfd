package io.ftte.schemas.text;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/** The presets as docs/settings.md shows them. */
final class PresetsTable {

    private PresetsTable() {}

    /** A table in Markdown, one row a preset, with a line break at the end. */
    public static String markdown() {
        return "| preset | settings | is |\n|---|---|---|\n"
                + Arrays.stream(Preset.values()).map(PresetsTable::row).collect(joining());
    }

    private static String row(Preset preset) {
        return "| `%s` | %s | %s |\n"
                .formatted(
                        Words.of(preset),
                        preset.settings().entrySet().stream()
                                .map(
                                        setting ->
                                                "`%s=%s`"
                                                        .formatted(
                                                                setting.getKey(),
                                                                setting.getValue()))
                                .collect(joining(", ")),
                        preset.source());
    }
}
