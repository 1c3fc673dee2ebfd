package io.ftte.devices.fleet;

import io.ftte.devices.client.Device;
import io.ftte.devices.data.DirichletPartition;
import io.ftte.devices.data.Seeds;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.Shuffle;
import io.ftte.ondevice.training.TrainingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A fleet of simulated devices in two speed classes over non-IID data.
 *
 * @param devices number of devices; 0 leaves the training to others
 * @param stragglers share of slow devices, 0 to 1
 * @param slowdown how many times longer a slow device takes, at least 1
 * @param trainingTime median time of one local training on a fast device
 * @param jitter deviation of the logarithm of the time of a training; 0 for none
 * @param patience how long a device waits for a version as new as its last update; see {@link
 *     DeviceFleet}
 * @param alpha concentration of the Dirichlet distribution of labels over devices
 * @param training what each device does in one local training
 * @param budgets memory of the devices
 * @param ownTest share of its examples that each device holds out, at least one of them; 0 for none
 */
public record FleetSettings(
        int devices,
        double stragglers,
        double slowdown,
        Duration trainingTime,
        double jitter,
        Duration patience,
        double alpha,
        TrainingSettings training,
        MemoryBudgets budgets,
        double ownTest) {

    /** Examples that every device gets at least. */
    private static final int MINIMUM_EXAMPLES = 4;

    // Streams of random numbers of a seed. Devices count upwards from the last one.
    private static final long PARTITION_STREAM = 100;
    private static final long CLASS_STREAM = 101;
    private static final long BUDGET_STREAM = 102;
    private static final long OWN_TEST_STREAM = 103;
    private static final long PACE_STREAM = 1_000;
    private static final long TRAINING_STREAM = 1_000_000;

    public FleetSettings {
        if (devices < 0 || !(stragglers >= 0 && stragglers <= 1)) {
            throw new IllegalArgumentException(
                    "expected 0 devices or more, and a share of stragglers in [0, 1], got %d and %s"
                            .formatted(devices, stragglers));
        }
        if (!(slowdown >= 1) || !(jitter >= 0)) {
            throw new IllegalArgumentException(
                    "expected slowdown >= 1 and jitter >= 0, got %s and %s"
                            .formatted(slowdown, jitter));
        }
        if (trainingTime.isNegative() || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "expected training time and patience >= 0, got %s and %s"
                            .formatted(trainingTime, patience));
        }
        if (!(ownTest >= 0 && ownTest < 1)) {
            throw new IllegalArgumentException(
                    "expected a share of held-out examples from 0 to below 1, got " + ownTest);
        }
    }

    /** The same but for what each device holds out. */
    public FleetSettings withOwnTest(double share) {
        return new FleetSettings(
                devices,
                stragglers,
                slowdown,
                trainingTime,
                jitter,
                patience,
                alpha,
                training,
                budgets,
                share);
    }

    /**
     * 50 devices, 60 % of them 8 times slower. With a network 64-32-10 on the digits, a buffer of
     * 10 and polynomial age weights they reach 92 % within 30 to 60 versions where a version takes
     * 0.7 s to come back, within 120 where it takes 6.5 s (measured over six seeds).
     */
    public static FleetSettings defaults() {
        return new FleetSettings(
                50,
                0.6,
                8,
                Duration.ofMillis(150),
                0.25,
                Duration.ofSeconds(15),
                0.5,
                new TrainingSettings(10, 20, 0.2f),
                MemoryBudgets.UNLIMITED,
                0);
    }

    /** Number of slow devices. */
    public int stragglerCount() {
        return (int) Math.round(devices * stragglers);
    }

    /** The devices with what they train on, {@code device-000} first. */
    public List<Device> devices(Network network, Dataset data, long seed) {
        List<Dataset.Split> examples = examples(data, seed);
        long[] bytes = budgets.of(devices, Seeds.generator(seed, BUDGET_STREAM));
        List<Device> fleet = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            fleet.add(
                    new Device(
                            "device-%03d".formatted(d),
                            network,
                            examples.get(d).train(),
                            training,
                            Seeds.generator(seed, TRAINING_STREAM + d),
                            bytes[d]));
        }
        return fleet;
    }

    /** The devices' parts of the data, and what of them each holds out, in their order. */
    public List<Dataset.Split> examples(Dataset data, long seed) {
        if (devices == 0) {
            return List.of();
        }
        List<int[]> parts =
                DirichletPartition.of(
                        data,
                        devices,
                        alpha,
                        MINIMUM_EXAMPLES,
                        Seeds.generator(seed, PARTITION_STREAM));
        RandomGenerator random = Seeds.generator(seed, OWN_TEST_STREAM);
        return parts.stream().map(part -> split(data, part, random)).toList();
    }

    private Dataset.Split split(Dataset data, int[] part, RandomGenerator random) {
        if (ownTest == 0) {
            return new Dataset.Split(data.subset(part), data.subset(new int[0]));
        }
        int[] order = part.clone();
        Shuffle.of(order, random::nextInt);
        long share = Math.round(ownTest * order.length);
        int cut = (int) Math.max(1, Math.min(share, order.length - 1));
        return new Dataset.Split(
                data.subset(Arrays.copyOfRange(order, cut, order.length)),
                data.subset(Arrays.copyOf(order, cut)));
    }

    /** The devices' paces, in their order; which devices are slow is drawn from the seed. */
    public List<DevicePace> paces(long seed) {
        int[] order = new int[devices];
        for (int d = 0; d < devices; d++) {
            order[d] = d;
        }
        Shuffle.of(order, Seeds.generator(seed, CLASS_STREAM)::nextInt);
        List<DevicePace> paces = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            double factor = order[d] < stragglerCount() ? slowdown : 1;
            Duration median = Duration.ofNanos((long) (trainingTime.toNanos() * factor));
            paces.add(new DevicePace(median, jitter, Seeds.generator(seed, PACE_STREAM + d)));
        }
        return paces;
    }
}
