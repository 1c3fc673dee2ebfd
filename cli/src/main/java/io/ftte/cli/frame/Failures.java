package io.ftte.cli.frame;

import static java.util.stream.Collectors.toCollection;

import io.ftte.schemas.text.NearestName;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns exceptions into one line and an exit code: 2 for arguments, 1 for everything else.
 *
 * @param debug whether the stack trace follows
 */
public record Failures(boolean debug)
        implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String message =
                e instanceof UnmatchedArgumentException unmatched
                        ? unknown(unmatched.getUnmatched().get(0), command)
                        : e.getMessage();
        print(
                command,
                message + "; see " + command.getCommandSpec().qualifiedName() + " --help",
                e);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return report(command, e);
    }

    /** Prints the failure of a run and returns its exit code. */
    public int report(CommandLine command, Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        print(command, message + (debug ? "" : hint(e)), e);
        return e instanceof OptionsException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    /** Failures with a message of our own say what to do; of others only the trace tells more. */
    private static String hint(Throwable e) {
        boolean expected = e instanceof OptionsException || e instanceof IOException;
        return expected ? "" : "; --debug shows where";
    }

    private static String unknown(String argument, CommandLine command) {
        boolean option = argument.startsWith("-");
        Set<String> known =
                option
                        ? command.getCommandSpec().options().stream()
                                .map(spec -> spec.longestName())
                                .collect(toCollection(TreeSet::new))
                        : command.getSubcommands().keySet();
        if (known.isEmpty()) {
            return "'" + argument + "' is one argument too many";
        }
        String typed = argument.replaceFirst("=.*", "");
        return "%s is unknown; the nearest known %s is %s"
                .formatted(typed, option ? "option" : "command", NearestName.of(typed, known));
    }

    private void print(CommandLine command, String message, Throwable e) {
        PrintWriter err = command.getErr();
        err.println("ftte: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
        if (debug) {
            e.printStackTrace(err);
        }
        err.flush();
    }
}
