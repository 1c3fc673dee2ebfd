package io.ftte.cli.frame;

import java.util.Map;

/** The root command, as its subcommands see it. */
public interface FileOptions {
    /** What the file of {@code --config} says; names to values. */
    Map<String, String> fileOptions();
}
