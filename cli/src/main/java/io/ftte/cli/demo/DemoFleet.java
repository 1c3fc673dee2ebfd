package io.ftte.cli.demo;

import io.ftte.devices.client.Device;
import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.ModelReader;
import io.ftte.devices.client.ProfileSender;
import io.ftte.devices.client.SeedSender;
import io.ftte.devices.client.SharingSink;
import io.ftte.devices.client.UpdateSender;
import io.ftte.devices.data.Digits;
import io.ftte.devices.fleet.DeviceFleet;
import io.ftte.devices.fleet.FleetSettings;
import io.ftte.devices.fleet.MemoryBudgets;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.ShardKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fleet with its way to the topics: devices read versions and send updates through Kafka. */
final class DemoFleet implements AutoCloseable {
    private final ModelReader reader;
    private final UpdateSender sender;
    private final Optional<SeedSender> seeds;
    private final ProfileSender profiles;
    private final DeviceFleet fleet;
    private final String modelId;
    private final Optional<OwnModels> ownModels;

    private DemoFleet(
            String modelId,
            ModelReader reader,
            UpdateSender sender,
            Optional<SeedSender> seeds,
            ProfileSender profiles,
            DeviceFleet fleet,
            Optional<OwnModels> ownModels) {
        this.modelId = modelId;
        this.reader = reader;
        this.sender = sender;
        this.seeds = seeds;
        this.profiles = profiles;
        this.fleet = fleet;
        this.ownModels = ownModels;
    }

    /** Connects the devices of the demonstration, registers them and lets them begin. */
    static DemoFleet start(
            DemoSettings settings,
            DemoModel model,
            MemoryBudgets budgets,
            AggregationConf conf,
            Optional<DemoHelper> helper) {
        // Where devices hold out examples of their own, none need be kept from all of them.
        Dataset data = settings.personal() ? Digits.load() : model.data().train();
        DemoFleet fleet =
                connect(
                        DemoTraining.fleet(
                                        settings.devices(),
                                        settings.stragglers(),
                                        settings.slowdown(),
                                        DemoTraining.SETTINGS,
                                        budgets)
                                .withOwnTest(settings.personal() ? DemoModel.OWN_TEST : 0),
                        DemoModel.ID,
                        model.network(),
                        data,
                        settings.seed(),
                        conf,
                        helper.map(DemoHelper::seeds));
        fleet.fleet.devices().forEach(device -> device.score(model.definition().parameters()));
        fleet.begin();
        return fleet;
    }

    /**
     * Connects devices that divide {@code data} among them; they wait to begin.
     *
     * @param seeds the way to the helper of models that two parties aggregate; closed with the
     *     fleet
     */
    static DemoFleet connect(
            FleetSettings settings,
            String modelId,
            Network network,
            Dataset data,
            long seed,
            AggregationConf conf,
            Optional<SeedSender> seeds) {
        Map<String, Object> client = conf.brokers().clientProperties();
        ModelCatalogue catalogue =
                new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});
        UpdateSender sender =
                UpdateSender.connect(client, conf.topics().updates(), UpdateChunks.defaults());
        ModelReader reader = ModelReader.start(client, conf.topics().models(), catalogue);
        DeviceFleet fleet =
                new DeviceFleet(
                        settings,
                        modelId,
                        network,
                        data,
                        catalogue,
                        new SharingSink(sender, catalogue, seeds),
                        seed);
        ProfileSender profiles = ProfileSender.connect(client, conf.topics().devices());
        Optional<OwnModels> ownModels =
                settings.ownTest() == 0
                        ? Optional.empty()
                        : Optional.of(
                                new OwnModels(fleet.devices(), settings.examples(data, seed)));
        return new DemoFleet(modelId, reader, sender, seeds, profiles, fleet, ownModels);
    }

    /** Numbers the updates from here on. */
    void continueAt(long sequence) {
        fleet.devices().forEach(device -> device.continueAt(sequence));
    }

    /** Registers the devices with their budgets and lets them train. */
    void begin() {
        profiles.send(fleet.devices(), modelId);
        fleet.start();
    }

    /** The device that may lose memory. */
    Device first() {
        return fleet.devices().get(0);
    }

    /** Leaves the first device less memory from now on. */
    void lower(long budgetBytes) {
        first().budget(budgetBytes);
        profiles.send(List.of(first()), modelId);
    }

    /** The devices' own models; empty where devices hold out no examples. */
    Optional<OwnModels> ownModels() {
        return ownModels;
    }

    /** Updates that the brokers have. */
    long updatesSent() {
        return sender.updatesSent();
    }

    /** Updates that are kept until the brokers have them. */
    int updatesWaiting() {
        return sender.updatesWaiting();
    }

    /** Updates given up because their devices had newer ones while the brokers were away. */
    long updatesGivenUp() {
        return sender.updatesGivenUp();
    }

    /** Bytes of the records that carried an update, on average; 0 before the first. */
    long updateBytes() {
        return sender.bytesSent() / Math.max(1, sender.updatesSent());
    }

    /** Records of the model topic that the devices could not read. */
    long passedOver() {
        return reader.passedOver();
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
        seeds.ifPresent(SeedSender::close);
        profiles.close();
    }
}
