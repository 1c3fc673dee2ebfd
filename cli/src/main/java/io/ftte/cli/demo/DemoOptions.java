package io.ftte.cli.demo;

import io.ftte.jobs.options.AggregationOptions;
import io.ftte.selection.TrainingSetup;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.WebOptions;

/** Options of the job in a demonstration. */
final class DemoOptions {
    private DemoOptions() {}

    /**
     * @param scratch directory for checkpoints and whatever Flink writes
     */
    static Configuration of(DemoSettings settings, String brokers, Path scratch) {
        Configuration options = new Configuration();
        options.set(AggregationOptions.BOOTSTRAP_SERVERS, brokers);
        options.set(AggregationOptions.PARALLELISM, settings.parallelism());
        options.set(
                AggregationOptions.CHECKPOINT_DIR,
                scratch.resolve("checkpoints").toUri().toString());
        // Devices of one process have one clock and a short way: versions need not wait for long.
        options.set(AggregationOptions.OUT_OF_ORDERNESS, Duration.ofMillis(200));
        options.set(AggregationOptions.TICK_INTERVAL, Duration.ofMillis(100));
        options.set(AggregationOptions.CHECKPOINT_INTERVAL, Duration.ofMillis(300));
        TrainingSetup setup = DemoTraining.setup(settings.tiers());
        options.set(AggregationOptions.PLAN_TIERS, settings.tiers());
        options.set(AggregationOptions.DEVICE_BATCH, setup.batch());
        options.set(AggregationOptions.DEVICE_MICRO_BATCH, setup.microBatch());
        options.set(AggregationOptions.DEVICE_CONVOLUTION, setup.convolution());
        options.set(RestOptions.BIND_PORT, settings.webPort());
        options.set(CoreOptions.TMP_DIRS, scratch.toString());
        options.set(WebOptions.TMP_DIR, scratch.toString());
        return options;
    }
}
