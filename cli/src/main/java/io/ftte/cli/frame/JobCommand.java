package io.ftte.cli.frame;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.JobOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * A command that takes the options of the aggregation job beside its own, so that it and the job
 * share one configuration file.
 */
public abstract class JobCommand implements Callable<Integer> {
    /** For the help of such a command. */
    public static final String HELP =
            "Takes the options of the job as well, such as --bootstrap-servers HOST:PORT,"
                    + " --updates-topic NAME or --kafka.PROPERTY VALUE; the README lists them.";

    @Spec private CommandSpec spec;

    @Unmatched private List<String> arguments = new ArrayList<>();

    /**
     * The job's options from the configuration file and the command line, which wins.
     *
     * @throws io.ftte.topics.OptionsException if a name is unknown
     */
    protected final Configuration options() {
        FileOptions file = (FileOptions) spec.root().userObject();
        return JobOptions.load(file.fileOptions(), arguments, ConfigFile.names(spec));
    }

    /** The same, typed and checked. */
    protected final AggregationConf conf() {
        return AggregationConf.of(options());
    }

    /**
     * The same once a broker has answered: fails early and in one line where none does.
     *
     * @throws IOException if none answers
     */
    protected final AggregationConf connected() throws IOException {
        AggregationConf conf = conf();
        conf.brokers().probe();
        return conf;
    }

    /** Where the command writes what it was asked for. */
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where it says what went wrong. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Complains about the command's arguments. */
    protected final ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
