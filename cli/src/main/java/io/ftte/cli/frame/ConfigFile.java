package io.ftte.cli.frame;

import static java.util.stream.Collectors.toCollection;

import io.ftte.schemas.text.NearestName;
import io.ftte.topics.OptionsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Lets the file of {@code --config} stand in for options that the command line does not give, and
 * refuses names in it that the command does not know.
 */
public record ConfigFile(Map<String, String> options)
        implements IDefaultValueProvider, IExecutionStrategy {
    private static final String OPTION = "--config";

    /** The file that the arguments name; it is needed before they are parsed. */
    public static Optional<Path> among(String... args) {
        Optional<Path> file = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(OPTION + "=")) {
                file = Optional.of(Path.of(args[i].substring(OPTION.length() + 1)));
            } else if (args[i].equals(OPTION) && i + 1 < args.length) {
                file = Optional.of(Path.of(args[i + 1]));
            }
        }
        return file;
    }

    /** The names under which a file gives the options of a command. */
    static Set<String> names(CommandSpec command) {
        return command.options().stream().map(ConfigFile::name).collect(toCollection(TreeSet::new));
    }

    /** Picocli takes null for "no default here". */
    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? options.get(name(option)) : null;
    }

    @Override
    public int execute(ParseResult parsed) {
        CommandSpec command = command(parsed);
        // A command that also takes the job's options hands what it does not know to JobOptions.
        if (command.unmatchedArgsBindings().isEmpty()) {
            Set<String> known = names(command);
            for (String name : options.keySet()) {
                if (!known.contains(name)) {
                    throw new CommandLine.ExecutionException(
                            command.commandLine(),
                            name,
                            new OptionsException(
                                    "In the configuration file %s is unknown; the nearest known option is %s"
                                            .formatted(name, NearestName.of(name, known))));
                }
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static CommandSpec command(ParseResult parsed) {
        return parsed.hasSubcommand() ? command(parsed.subcommand()) : parsed.commandSpec();
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^--?", "");
    }
}
