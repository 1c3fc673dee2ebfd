package io.ftte.schemas.text;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/** The aggregation settings and their presets as docs/settings.md shows them. */
final class SettingsTable {

    private SettingsTable() {}

    /** A table in Markdown, one row a setting, with a line break at the end. */
    public static String markdown() {
        return "| setting | default | may be | meaning |\n|---|---|---|---|\n"
                + DeclaredSettings.all().stream().map(SettingsTable::row).collect(joining());
    }

    /** The same of the presets. */
    static String presets() {
        return "| preset | settings | is |\n|---|---|---|\n"
                + Arrays.stream(Preset.values()).map(SettingsTable::row).collect(joining());
    }

    private static String row(Preset preset) {
        return "| `%s` | %s | %s |\n"
                .formatted(
                        Words.of(preset),
                        preset.settings().entrySet().stream()
                                .map(setting -> "`" + setting + "`")
                                .collect(joining(", ")),
                        preset.source());
    }

    private static String row(Setting setting) {
        Object value = setting.defaultValue();
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        setting.path(),
                        value == null ? "none" : "`" + value + "`",
                        allowed(setting),
                        setting.meaning());
    }

    private static String allowed(Setting setting) {
        return switch (setting.type()) {
            case INT32, INT64 -> "an integer " + setting.bound().rule();
            case NUMBER -> "a number " + setting.bound().rule();
            case WORD ->
                    setting.words().stream().map(word -> "`" + word + "`").collect(joining(", "));
        };
    }
}
