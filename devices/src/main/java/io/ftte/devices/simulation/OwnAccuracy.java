package io.ftte.devices.simulation;

import io.ftte.devices.simulation.WorkQueue.Work;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.ondevice.engine.Examples;
import java.util.ArrayList;
import java.util.List;

/** How well each device's own model tells the examples that it held out. */
final class OwnAccuracy {
    private final World world;
    private final Examples examples;
    private final OwnModels models;
    private final Evaluator evaluator;
    private final WorkQueue queue;

    OwnAccuracy(World world, Method method, Suffix suffix, Evaluator evaluator, WorkQueue queue) {
        this.world = world;
        this.examples = world.training(suffix);
        this.models = new OwnModels(world, method, suffix);
        this.evaluator = evaluator;
        this.queue = queue;
    }

    /**
     * Share told right, of the devices that hold out examples, in the fleet's order.
     *
     * @param used the server's model
     * @param schedule what the devices have of their own
     */
    List<Double> of(float[] used, Schedule schedule) throws InterruptedException {
        List<Work<Double>> work = new ArrayList<>();
        for (FleetDevice device : world.fleet().devices()) {
            if (device.ownTest().length > 0) {
                work.add(queue.start(0, () -> accuracy(device, used, schedule)));
            }
        }
        List<Double> accuracies = new ArrayList<>();
        for (Work<Double> one : work) {
            accuracies.add(one.join());
        }
        return accuracies;
    }

    private double accuracy(FleetDevice device, float[] used, Schedule schedule) {
        return evaluator.accuracy(
                models.of(device, used, schedule), new IndexedExamples(examples, device.ownTest()));
    }
}
