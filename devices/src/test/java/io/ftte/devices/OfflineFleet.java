package io.ftte.devices;

import io.ftte.schemas.network.HeNormal;
import io.ftte.schemas.network.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * FedBuff with polynomial age weights on a virtual clock, without topics or Flink: answers in a
 * second whether settings of the fleet reach a target, staleness included. An update is admitted
 * when it is sent; a version becomes visible to devices {@code delayMs} later, as through
 * out-of-orderness bound and checkpoints.
 */
final class OfflineFleet {

    record Result(long versionsToTarget, double finalAccuracy, double meanStaleness, long ms) {}

    private record Event(long atMs, long number, Runnable action) {}

    private record Waiting(int device, long sentMs) {}

    private static final int CONFIRMATIONS = 3;

    private final FleetSettings fleet;
    private final Network network;
    private final Dataset heldOut;
    private final List<Device> devices;
    private final List<DevicePace> paces;
    private final TrainableSubset all;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparing(Event::number));
    private final List<Waiting> waiting = new ArrayList<>();
    private final float[] parameters;
    private final float[] sum;
    private ModelVersion visible;
    private long now;
    private long eventCount;
    private long version;
    private int buffered;
    private long admitted;
    private double staleness;
    private double accuracy;
    private int above;

    OfflineFleet(FleetSettings fleet, Network network, long seed) {
        this.fleet = fleet;
        this.network = network;
        Dataset.Split data = Digits.load().split(0.2, Seeds.generator(seed, 0));
        heldOut = data.heldOut();
        devices = fleet.devices(network, data.train(), seed);
        paces = fleet.paces(seed);
        parameters = HeNormal.parameters(network, seed);
        sum = new float[parameters.length];
        all = TrainableSubset.all(0, parameters.length);
        visible = snapshot();
    }

    /** Runs until three versions in a row reach the target, or to {@code versions} (result -1). */
    Result run(int bufferSize, long delayMs, double target, long versions) {
        for (int d = 0; d < devices.size(); d++) {
            train(d, bufferSize, delayMs, target);
        }
        while (version < versions && above < CONFIRMATIONS) {
            Event event = events.remove();
            now = event.atMs();
            event.action().run();
        }
        long reached = above == CONFIRMATIONS ? version : -1;
        return new Result(reached, accuracy, staleness / admitted, now);
    }

    private void train(int d, int bufferSize, long delayMs, double target) {
        LocalUpdate update = devices.get(d).train(visible, all);
        after(
                paces.get(d).next().toMillis(),
                () -> {
                    admit(update, bufferSize, delayMs, target);
                    waiting.add(new Waiting(d, now));
                    after(fleet.patience().toMillis(), () -> wake(bufferSize, delayMs, target));
                });
    }

    /** Lets those train again whose last update is in the visible version, or who waited enough. */
    private void wake(int bufferSize, long delayMs, double target) {
        List<Waiting> ready =
                waiting.stream()
                        .filter(
                                w ->
                                        visible.eventTime() >= w.sentMs()
                                                || now - w.sentMs() >= fleet.patience().toMillis())
                        .toList();
        waiting.removeAll(ready);
        ready.forEach(w -> train(w.device(), bufferSize, delayMs, target));
    }

    private void admit(LocalUpdate update, int bufferSize, long delayMs, double target) {
        long tau = version - update.baseVersion();
        staleness += tau;
        admitted++;
        float weight = (float) (1 / Math.sqrt(1 + tau));
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * update.delta()[i];
        }
        if (++buffered == bufferSize) {
            publish(bufferSize, delayMs, target);
        }
    }

    private void publish(int bufferSize, long delayMs, double target) {
        for (int i = 0; i < sum.length; i++) {
            parameters[i] += sum[i] / bufferSize;
            sum[i] = 0;
        }
        buffered = 0;
        version++;
        accuracy = TestNetworks.accuracy(network, parameters, heldOut);
        above = accuracy >= target ? above + 1 : 0;
        ModelVersion published = snapshot();
        after(
                delayMs,
                () -> {
                    visible = published;
                    wake(bufferSize, delayMs, target);
                });
    }

    private ModelVersion snapshot() {
        return new ModelVersion("digits", 0, version, now, parameters.clone(), List.of(0));
    }

    private void after(long ms, Runnable action) {
        events.add(new Event(now + ms, eventCount++, action));
    }
}
