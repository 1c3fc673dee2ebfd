package io.ftte.cli;

import java.util.Map;

/** The root command, as its subcommands see it. */
interface FileOptions {
    /** What the file of {@code --config} says; names to values. */
    Map<String, String> fileOptions();
}
