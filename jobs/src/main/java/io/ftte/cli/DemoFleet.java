package io.ftte.cli;

import io.ftte.devices.DeviceFleet;
import io.ftte.devices.FleetSettings;
import io.ftte.devices.ModelAssembler;
import io.ftte.devices.ModelCatalogue;
import io.ftte.devices.ModelReader;
import io.ftte.devices.UpdateChunks;
import io.ftte.devices.UpdateSender;
import io.ftte.jobs.AggregationConf;
import io.ftte.schemas.ShardKind;
import java.util.Map;
import java.util.Optional;

/** The fleet with its way to the topics: devices read versions and send updates through Kafka. */
final class DemoFleet implements AutoCloseable {
    private final ModelReader reader;
    private final UpdateSender sender;
    private final DeviceFleet fleet;

    private DemoFleet(ModelReader reader, UpdateSender sender, DeviceFleet fleet) {
        this.reader = reader;
        this.sender = sender;
        this.fleet = fleet;
    }

    /** Connects the devices and lets them begin. */
    static DemoFleet start(DemoSettings settings, DemoModel model, AggregationConf conf) {
        Map<String, Object> client = Map.of("bootstrap.servers", conf.brokers());
        ModelCatalogue catalogue =
                new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});
        UpdateSender sender =
                UpdateSender.connect(client, conf.topics().updates(), UpdateChunks.defaults());
        ModelReader reader = ModelReader.start(client, conf.topics().models(), catalogue);
        DeviceFleet fleet =
                new DeviceFleet(
                        settings(settings),
                        DemoModel.ID,
                        model.architecture(),
                        model.data().train(),
                        catalogue,
                        sender,
                        settings.seed());
        fleet.start();
        return new DemoFleet(reader, sender, fleet);
    }

    /** What stopped the devices; empty while they work. */
    Optional<Throwable> failure() {
        return fleet.failure();
    }

    @Override
    public void close() {
        fleet.close();
        reader.close();
        sender.close();
    }

    private static FleetSettings settings(DemoSettings settings) {
        FleetSettings usual = FleetSettings.defaults();
        return new FleetSettings(
                settings.devices(),
                settings.stragglers(),
                settings.slowdown(),
                usual.trainingTime(),
                usual.jitter(),
                usual.patience(),
                usual.alpha(),
                usual.training());
    }
}
