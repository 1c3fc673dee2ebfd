package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.JobOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Mixed into commands that take the options of the aggregation job beside their own, so that they
 * and the job share one configuration file.
 */
final class JobArguments {
    /** For the help of such a command. */
    static final String HELP =
            "Takes the options of the job as well, such as --bootstrap-servers HOST:PORT,"
                    + " --updates-topic NAME or --kafka.PROPERTY VALUE; the README lists them.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Unmatched private List<String> arguments = new ArrayList<>();

    /**
     * The job's options from the configuration file and the command line, which wins.
     *
     * @throws io.ftte.jobs.OptionsException if a name is unknown
     */
    Configuration options() {
        Ftte ftte = (Ftte) command.root().userObject();
        return JobOptions.load(ftte.fileOptions(), arguments, ConfigFile.names(command));
    }

    /** The same, typed and checked. */
    AggregationConf conf() {
        return AggregationConf.of(options());
    }
}
