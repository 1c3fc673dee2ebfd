package io.ftte.jobs.options;

import io.ftte.schemas.text.NearestName;
import io.ftte.topics.OptionsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * Options of the job from a YAML file and the command line, the same on a cluster and locally. The
 * command line wins.
 */
public final class JobOptions {
    private static final String CONFIG = "config";
    private static final List<String> PASSED_THROUGH =
            AggregationOptions.maps().stream().map(option -> option.key() + ".").toList();

    private static final Map<String, ConfigOption<?>> KNOWN =
            AggregationOptions.all().stream()
                    .filter(option -> !AggregationOptions.maps().contains(option))
                    .collect(Collectors.toMap(ConfigOption::key, option -> option));

    private JobOptions() {}

    /**
     * Reads arguments of the form {@code --name value} or {@code --name=value} (a switch may stand
     * alone), among them {@code --config FILE}.
     *
     * @throws OptionsException if a name is unknown, a value is missing or the file cannot be used
     */
    public static Configuration parse(String... args) {
        Map<String, String> arguments = arguments(List.of(args), Set.of(CONFIG));
        Optional<Path> file = Optional.ofNullable(arguments.remove(CONFIG)).map(Path::of);
        return merge(file.map(YamlOptions::read).orElse(Map.of()), arguments, Set.of(CONFIG));
    }

    /**
     * The same for a command that has options of its own beside those of the job.
     *
     * @param file what its {@code --config} file says
     * @param args what it did not know on the command line
     * @param own names that the command reads itself; they are left out here
     */
    public static Configuration load(Map<String, String> file, List<String> args, Set<String> own) {
        Map<String, String> rest = new LinkedHashMap<>(file);
        rest.keySet().removeAll(own);
        return merge(rest, arguments(args, own), own);
    }

    private static Configuration merge(
            Map<String, String> file, Map<String, String> arguments, Set<String> own) {
        file.keySet().forEach(name -> requireKnown("In the configuration file ", name, own));
        arguments.keySet().forEach(name -> requireKnown("--", name, own));
        Map<String, String> options = new LinkedHashMap<>(file);
        options.putAll(arguments);
        return Configuration.fromMap(options);
    }

    private static Map<String, String> arguments(List<String> args, Set<String> own) {
        Map<String, String> read = new LinkedHashMap<>();
        List<String> rest = new ArrayList<>(args);
        while (!rest.isEmpty()) {
            String arg = rest.remove(0);
            if (!arg.startsWith("--")) {
                throw new OptionsException(
                        "'" + arg + "' is no option: write --name value or --name=value");
            }
            int equals = arg.indexOf('=');
            if (equals > 0) {
                read.put(arg.substring(2, equals), arg.substring(equals + 1));
                continue;
            }
            String name = arg.substring(2);
            boolean alone = rest.isEmpty() || rest.get(0).startsWith("--");
            if (!alone) {
                read.put(name, rest.remove(0));
            } else if (isSwitch(name)) {
                read.put(name, "true");
            } else {
                requireKnown("--", name, own);
                throw new OptionsException("--" + name + " needs a value");
            }
        }
        return read;
    }

    private static boolean isSwitch(String name) {
        ConfigOption<?> option = KNOWN.get(name);
        return option != null && option.defaultValue() instanceof Boolean;
    }

    private static void requireKnown(String before, String name, Set<String> own) {
        boolean passedThrough =
                PASSED_THROUGH.stream()
                        .anyMatch(map -> name.startsWith(map) && name.length() > map.length());
        if (!KNOWN.containsKey(name) && !passedThrough) {
            Set<String> names = new TreeSet<>(KNOWN.keySet());
            names.addAll(own);
            throw new OptionsException(
                    "%s%s is unknown; the nearest known option is %s"
                            .formatted(before, name, NearestName.of(name, names)));
        }
    }
}
