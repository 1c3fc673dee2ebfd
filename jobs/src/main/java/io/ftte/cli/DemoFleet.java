package io.ftte.cli;

import io.ftte.devices.Device;
import io.ftte.devices.DeviceFleet;
import io.ftte.devices.FleetSettings;
import io.ftte.devices.MemoryBudgets;
import io.ftte.devices.ModelAssembler;
import io.ftte.devices.ModelCatalogue;
import io.ftte.devices.ModelReader;
import io.ftte.devices.ProfileSender;
import io.ftte.devices.UpdateChunks;
import io.ftte.devices.UpdateSender;
import io.ftte.jobs.AggregationConf;
import io.ftte.schemas.ShardKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fleet with its way to the topics: devices read versions and send updates through Kafka. */
final class DemoFleet implements AutoCloseable {
    private final ModelReader reader;
    private final UpdateSender sender;
    private final ProfileSender profiles;
    private final DeviceFleet fleet;

    private DemoFleet(
            ModelReader reader, UpdateSender sender, ProfileSender profiles, DeviceFleet fleet) {
        this.reader = reader;
        this.sender = sender;
        this.profiles = profiles;
        this.fleet = fleet;
    }

    /** Connects the devices, registers them with their budgets and lets them begin. */
    static DemoFleet start(
            DemoSettings settings, DemoModel model, MemoryBudgets budgets, AggregationConf conf) {
        Map<String, Object> client = Map.of("bootstrap.servers", conf.brokers());
        ModelCatalogue catalogue =
                new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});
        UpdateSender sender =
                UpdateSender.connect(client, conf.topics().updates(), UpdateChunks.defaults());
        ModelReader reader = ModelReader.start(client, conf.topics().models(), catalogue);
        DeviceFleet fleet =
                new DeviceFleet(
                        settings(settings, budgets),
                        DemoModel.ID,
                        model.network(),
                        model.data().train(),
                        catalogue,
                        sender,
                        settings.seed());
        ProfileSender profiles = ProfileSender.connect(client, conf.topics().devices());
        fleet.devices().forEach(device -> device.score(model.definition().parameters()));
        profiles.send(fleet.devices(), DemoModel.ID);
        fleet.start();
        return new DemoFleet(reader, sender, profiles, fleet);
    }

    /**
     * Leaves the first device less memory from now on.
     *
     * @return the device
     */
    Device lower(long budgetBytes) {
        Device device = fleet.devices().get(0);
        device.budget(budgetBytes);
        profiles.send(List.of(device), DemoModel.ID);
        return device;
    }

    /** Bytes of the records that carried an update, on average; 0 before the first. */
    long updateBytes() {
        return sender.bytesSent() / Math.max(1, sender.updatesSent());
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
        profiles.close();
    }

    private static FleetSettings settings(DemoSettings settings, MemoryBudgets budgets) {
        FleetSettings usual = FleetSettings.defaults();
        return new FleetSettings(
                settings.devices(),
                settings.stragglers(),
                settings.slowdown(),
                usual.trainingTime(),
                usual.jitter(),
                usual.patience(),
                usual.alpha(),
                DemoTraining.SETTINGS,
                budgets);
    }
}
