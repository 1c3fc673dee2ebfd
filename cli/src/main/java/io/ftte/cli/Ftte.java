package io.ftte.cli;

import io.ftte.cli.compare.CompareCommand;
import io.ftte.cli.demo.DemoCommand;
import io.ftte.cli.demo.FleetCommand;
import io.ftte.cli.device.AdmitCommand;
import io.ftte.cli.device.RevokeCommand;
import io.ftte.cli.experiment.SimulateCommand;
import io.ftte.cli.frame.ConfigFile;
import io.ftte.cli.frame.DurationConverter;
import io.ftte.cli.frame.Failures;
import io.ftte.cli.frame.FileOptions;
import io.ftte.cli.inspect.InspectCommand;
import io.ftte.cli.job.AggregateCommand;
import io.ftte.cli.job.HelperCommand;
import io.ftte.cli.job.ReplayCommand;
import io.ftte.cli.job.TopicsCommand;
import io.ftte.cli.model.ConfigureCommand;
import io.ftte.cli.model.ExportCommand;
import io.ftte.cli.model.PublishCommand;
import io.ftte.cli.model.RemoveCommand;
import io.ftte.cli.model.RepublishCommand;
import io.ftte.cli.plan.PlanCommand;
import io.ftte.cli.record.RecordCommand;
import io.ftte.cli.status.StatusCommand;
import io.ftte.cli.verify.VerifyCommand;
import io.ftte.cli.watch.WatchCommand;
import io.ftte.jobs.LocalFlink;
import io.ftte.jobs.options.YamlOptions;
import io.ftte.topics.OptionsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: exit code 0 on success, 1 on a failed run, 2 on bad arguments. */
@Command(
        name = "ftte",
        description = "Federated learning on weak, unreliable devices, aggregated by Flink.",
        subcommands = {
            TopicsCommand.class,
            PublishCommand.class,
            ExportCommand.class,
            ConfigureCommand.class,
            RemoveCommand.class,
            RepublishCommand.class,
            RevokeCommand.class,
            AdmitCommand.class,
            AggregateCommand.class,
            HelperCommand.class,
            FleetCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            VerifyCommand.class,
            InspectCommand.class,
            CompareCommand.class,
            PlanCommand.class,
            SimulateCommand.class,
            StatusCommand.class,
            WatchCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example: a fleet of 50 simulated devices trains a model through Kafka and Flink",
            "  ./ftte demo --seed 1 --out target/demo",
            "Help on one command",
            "  ./ftte demo --help"
        })
public final class Ftte implements Callable<Integer>, FileOptions {
    /** Read by the logging configuration. */
    private static final String LOG_LEVEL = "ftte.log.level";

    private static final String DEBUG = "--debug";
    private static final String CONFIG = "--config";
    private static final List<String> HELP = List.of("-h", "--help");

    @Spec private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = DEBUG,
            scope = ScopeType.INHERIT,
            description = "Show log lines, and the stack trace of a failure.")
    private boolean debug;

    @Option(
            names = CONFIG,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE.yaml",
            description = "Take options from this file; the command line wins.")
    private Path config;

    private Map<String, String> fileOptions = Map.of();

    private Ftte() {}

    public static void main(String[] args) {
        if (List.of(args).contains(DEBUG)) {
            // Before the first logger exists: the logging configuration is read once.
            System.setProperty(LOG_LEVEL, "INFO");
        }
        System.exit(
                run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** Runs one command and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        Ftte ftte = new Ftte();
        Failures failures = new Failures(List.of(args).contains(DEBUG));
        CommandLine line =
                new CommandLine(ftte)
                        .addSubcommand(new DemoCommand(new LocalFlink()))
                        .setOut(out)
                        .setErr(err)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .registerConverter(Duration.class, new DurationConverter())
                        .setParameterExceptionHandler(failures)
                        .setExecutionExceptionHandler(failures);
        try {
            ftte.fileOptions = ConfigFile.among(args).map(YamlOptions::read).orElse(Map.of());
        } catch (OptionsException e) {
            return failures.report(line, e);
        }
        ConfigFile file = new ConfigFile(ftte.fileOptions);
        return line.setDefaultValueProvider(file)
                .setExecutionStrategy(file)
                .execute(namesNoCommand(line, args) ? withoutHelp(args) : args);
    }

    /** Whether the first word is none of the commands; help would hide that. */
    private static boolean namesNoCommand(CommandLine line, String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals(CONFIG)) {
                i++; // Its value is no command.
            } else if (!args[i].startsWith("-")) {
                return !line.getSubcommands().containsKey(args[i]);
            }
        }
        return false;
    }

    private static String[] withoutHelp(String[] args) {
        return Arrays.stream(args).filter(arg -> !HELP.contains(arg)).toArray(String[]::new);
    }

    @Override
    public Map<String, String> fileOptions() {
        return fileOptions;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
