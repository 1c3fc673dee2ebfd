package io.ftte.devices.simulation;

import io.ftte.devices.simulation.Simulation.Ledger;
import io.ftte.devices.simulation.WorkQueue.Work;
import io.ftte.devices.simulation.fleet.Fleet;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.ondevice.engine.Examples;
import io.ftte.selection.MemoryProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The accuracies of a run, measured on other threads while it goes on. */
final class Measurements {
    private final World world;
    private final Evaluator evaluator;
    private final Examples examples;
    private final OwnAccuracy own;
    private final WorkQueue queue;
    private final List<Pending> pending = new ArrayList<>();

    private record Pending(RunResult.Point point, Work<Double> accuracy) {}

    Measurements(World world, Method method, Suffix suffix, WorkQueue queue) {
        this.world = world;
        this.queue = queue;
        evaluator = new Evaluator(suffix);
        examples = world.measured(suffix);
        own = new OwnAccuracy(world, method, suffix, evaluator, queue);
    }

    /** Whether updates came in since the last point. */
    boolean behind(Ledger ledger) {
        return pending.get(pending.size() - 1).point.updates() < ledger.updates;
    }

    /** Adds a point of the curve. */
    void take(Ledger ledger, SimulatedServer server) {
        float[] used = server.used();
        Examples some = new IndexedExamples(examples, world.curveExamples());
        pending.add(
                new Pending(
                        new RunResult.Point(
                                ledger.now / 1000.0,
                                ledger.updates,
                                server.version(),
                                0,
                                ledger.bytesUp,
                                ledger.bytesDown,
                                ledger.deviceMillis / 1000.0),
                        queue.start(ledger.now, () -> evaluator.accuracy(used, some))));
    }

    RunResult result(Ledger ledger, SimulatedServer server, Schedule schedule, Fleet fleet)
            throws InterruptedException {
        float[] used = server.used();
        double[] byClass = byClass(used);
        double[] byDevice =
                fleet.devices().stream().mapToDouble(device -> mean(device, byClass)).toArray();
        MemoryProfile memory = schedule.memory();
        return new RunResult(
                schedule.payloadBytes(),
                schedule.downBytes(),
                schedule.parameters(),
                memory.peakBytes(),
                memory.overheadBytes(),
                ledger.refused,
                ledger.lost,
                ledger.staleness,
                curve(),
                overall(byClass),
                mean(fleet, byDevice, true),
                mean(fleet, byDevice, false),
                RunResult.tenthPercentile(byDevice),
                own.of(used, schedule));
    }

    private List<RunResult.Point> curve() throws InterruptedException {
        List<RunResult.Point> curve = new ArrayList<>();
        for (Pending one : pending) {
            RunResult.Point p = one.point;
            curve.add(
                    new RunResult.Point(
                            p.time(),
                            p.updates(),
                            p.version(),
                            one.accuracy.join(),
                            p.bytesUp(),
                            p.bytesDown(),
                            p.deviceSeconds()));
        }
        return curve;
    }

    /** Of each class the share told right; not a number where there is no example of it. */
    private double[] byClass(float[] parameters) throws InterruptedException {
        List<Work<Double>> work = new ArrayList<>();
        for (int label = 0; label < classes(); label++) {
            int[] members = members(label);
            work.add(
                    queue.start(
                            0,
                            () ->
                                    members.length == 0
                                            ? Double.NaN
                                            : evaluator.accuracy(
                                                    parameters,
                                                    new IndexedExamples(examples, members))));
        }
        double[] accuracies = new double[work.size()];
        for (int label = 0; label < accuracies.length; label++) {
            accuracies[label] = work.get(label).join();
        }
        return accuracies;
    }

    private int classes() {
        return world.setting().data().train().classes();
    }

    private int[] members(int label) {
        return IntStream.range(0, examples.size())
                .filter(i -> examples.label(i) == label)
                .toArray();
    }

    private double overall(double[] byClass) {
        double right = 0;
        for (int i = 0; i < examples.size(); i++) {
            right += byClass[examples.label(i)];
        }
        return right / examples.size();
    }

    /** Over the labels that a device holds and that are measured. */
    private double mean(FleetDevice device, double[] byClass) {
        return Arrays.stream(device.examples())
                .mapToDouble(i -> byClass[world.setting().data().train().label(i)])
                .filter(Double::isFinite)
                .average()
                .orElse(0);
    }

    private static double mean(Fleet fleet, double[] byDevice, boolean slow) {
        return fleet.devices().stream()
                .filter(device -> device.slow() == slow)
                .mapToDouble(device -> byDevice[device.index()])
                .average()
                .orElse(Double.NaN);
    }
}
