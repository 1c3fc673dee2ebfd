package io.ftte.cli.watch.state;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.selection.TrainingSetup;
import io.ftte.topics.TopicNames;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a page follows.
 *
 * @param modelId the only model that is shown; empty for all
 * @param brokers as the page names them
 * @param setup how devices train, for the memory of plans
 * @param deviceNameKey under which the lineage names devices, whose updates have their ids
 * @param maxClockSkewMs how far ahead of the clock an update's time may lie and still count
 * @param clock ms since the epoch
 */
public record LiveSettings(
        Optional<String> modelId,
        String brokers,
        TopicNames topics,
        TrainingSetup setup,
        Optional<DeviceNameKey> deviceNameKey,
        long maxClockSkewMs,
        LongSupplier clock) {

    /** Of the job's options and this machine's clock. */
    public static LiveSettings of(AggregationConf conf, Optional<String> modelId) {
        return new LiveSettings(
                modelId,
                conf.brokers().address(),
                conf.topics(),
                conf.selection().setup(),
                conf.readDeviceNameKey(),
                conf.maxClockSkew().toMillis(),
                System::currentTimeMillis);
    }
}
