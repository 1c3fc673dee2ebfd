package io.ftte.cli.record;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.topics.recording.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** The options of a job that its record must be replayed with. */
public final class RecordedOptions {
    private RecordedOptions() {}

    /**
     * Those that were given, and how the job cuts sums where it has a helper: recorded sums are cut
     * so.
     */
    static Map<String, String> of(Configuration options, AggregationConf conf) {
        Map<String, String> given = new TreeMap<>();
        Map<String, String> all = options.toMap();
        for (ConfigOption<?> option : AggregationOptions.deciding()) {
            if (all.containsKey(option.key())) {
                given.put(option.key(), all.get(option.key()));
            }
        }
        if (conf.hasHelper()) {
            given.put(AggregationOptions.SLICE_SIZE.key(), Integer.toString(conf.sliceSize()));
        }
        return given;
    }

    /**
     * What a recording says, where the options say nothing.
     *
     * @param path of anything; the options are what they were where it is no recording
     */
    public static Configuration under(Configuration options, Path path) throws IOException {
        if (!Manifest.isIn(path)) {
            return options;
        }
        Configuration all = Configuration.fromMap(Manifest.read(path).options());
        all.addAll(options);
        return all;
    }
}
