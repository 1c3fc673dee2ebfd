package io.ftte.devices.simulation;

import io.ftte.devices.simulation.PlanTrainer.Learned;
import io.ftte.devices.simulation.Simulation.Task;
import io.ftte.devices.simulation.fleet.Collusion;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.devices.simulation.fleet.FleetSpec;
import io.ftte.devices.simulation.fleet.Streams;
import io.ftte.network.Network;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.wire.Tensors;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.TrainingSetup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a device does when it is asked: how long it takes, what it learns, what it sends. */
final class Schedule {
    /** Passes over a layer in a step: forward, and backward to inputs and to weights. */
    private static final double PASSES = 3;

    private final World world;
    private final Setting setting;
    private final Method method;
    private final Plans plans;
    private final WorkQueue work;
    private final Examples examples;
    private final PersonalValues personal;
    private final Collusion collusion;
    private final List<PlanTrainer> fastTrainers = new ArrayList<>();
    private final List<PlanTrainer> slowTrainers = new ArrayList<>();
    private final long[] sequences;
    private final long[] payloadBytes;

    Schedule(World world, Method method, Plans plans, WorkQueue work) {
        this.world = world;
        this.setting = world.setting();
        this.method = method;
        this.plans = plans;
        this.work = work;
        examples = world.training(plans.suffix());
        collusion = new Collusion(setting.fleet().corruption());
        sequences = new long[world.fleet().devices().size()];
        personal = new PersonalValues(method.personal(), world.initial(), sequences.length);
        payloadBytes = new long[plans.indices().size()];
        for (int p = 0; p < payloadBytes.length; p++) {
            fastTrainers.add(trainer(p, setting.training(false, method)));
            slowTrainers.add(trainer(p, setting.training(true, method)));
            float[] zeros = new float[plans.indices().get(p).cardinality()];
            payloadBytes[p] = Tensors.encode(method.encoding(), zeros, 0, zeros.length).length;
        }
    }

    private PlanTrainer trainer(int plan, TrainingSettings training) {
        return new PlanTrainer(
                plans.suffix(),
                plans.indices().get(plan),
                method.personal(),
                plans.trained().get(plan),
                training);
    }

    /** Starts a device's next task. */
    Task start(FleetDevice device, long now, long version, float[] base) {
        long sequence = sequences[device.index()]++;
        int plan = plans.of(device, version);
        RandomGenerator random = random(device, sequence, Streams.Task.DURATION);
        double seconds = compute(device, plan, random) + transfer(device, plan, random);
        boolean lost = random.nextDouble() < setting.fleet().dropout();
        double passed = lost ? seconds * random.nextDouble() : seconds;
        long finish = now + Math.max(1, Math.round(passed * 1000));
        float[] own = personal.of(device);
        return new Task(
                device,
                sequence,
                plan,
                now,
                finish,
                lost,
                version,
                base,
                work.start(
                        finish,
                        () ->
                                lost
                                        ? Learned.NOTHING
                                        : learn(device, sequence, plan, personal.over(base, own))));
    }

    private RandomGenerator random(FleetDevice device, long sequence, Streams.Task kind) {
        return Streams.of(world.seed(), device.index(), sequence, kind);
    }

    private double compute(FleetDevice device, int plan, RandomGenerator random) {
        TrainingSettings training = setting.training(device.slow(), method);
        double work = training.steps() * training.batchSize();
        double nominal = FleetSpec.TASK_STEPS * FleetSpec.TASK_BATCH;
        return setting.fleet().taskSeconds()
                * (work / nominal)
                * (plans.cost(plan) / PASSES)
                * device.slowness()
                * setting.fleet().taskSpread().draw(random);
    }

    private double transfer(FleetDevice device, int plan, RandomGenerator random) {
        FleetSpec fleet = setting.fleet();
        double up = device.network().map(n -> n.drawUp(random)).orElse(fleet.upBytesPerSecond());
        double down =
                device.network().map(n -> n.drawDown(random)).orElse(fleet.downBytesPerSecond());
        return payloadBytes[plan] / up + downBytes() / down;
    }

    private Learned learn(FleetDevice device, long sequence, int plan, float[] base) {
        List<PlanTrainer> trainers = device.slow() ? slowTrainers : fastTrainers;
        Learned learned =
                trainers.get(plan)
                        .train(
                                base,
                                examples(device),
                                random(device, sequence, Streams.Task.TRAINING));
        if (device.corrupt()) {
            setting.fleet()
                    .corruption()
                    .apply(learned.delta(), random(device, sequence, Streams.Task.CORRUPTION));
        }
        return learned;
    }

    /** What a device trains on, as the plans' suffix reads it. */
    Examples examples(FleetDevice device) {
        Examples own = new IndexedExamples(examples, device.examples());
        int classes = setting.data().train().classes();
        return device.corrupt()
                ? setting.fleet().corruption().labelled(own, classes, device.index())
                : own;
    }

    /**
     * Ends a task that was not lost: the device keeps what is personal.
     *
     * @return what the server is given of what the device learned
     */
    byte[] end(Task task, float[] present) throws InterruptedException {
        Learned learned = task.work().join();
        personal.add(task.device(), learned.personal());
        float[] delta = told(task, learned.delta());
        if (method.mixing()) {
            int[] indices = plans.indices().get(task.planId()).stream().toArray();
            for (int i = 0; i < delta.length; i++) {
                delta[i] += task.base()[indices[i]] - present[indices[i]];
            }
        }
        return Tensors.encode(method.encoding(), delta, 0, delta.length);
    }

    /** What it says that it learned; devices that lie together do so in the order of events. */
    private float[] told(Task task, float[] delta) {
        boolean joint = task.device().corrupt() && setting.fleet().corruption().kind().isJoint();
        return joint ? collusion.sent(task.planId(), task.device().index(), delta) : delta;
    }

    /** What the devices have of their own by now. */
    PersonalValues personal() {
        return personal;
    }

    /** Of the weakest devices' largest plan. */
    long payloadBytes() {
        return payloadBytes[plans.largestOfWeakest()];
    }

    /** Likewise. */
    int parameters() {
        return plans.indices().get(plans.largestOfWeakest()).cardinality();
    }

    /**
     * Down goes what any of the plans trains, in full precision: all of it may have changed since
     * the device was last there, and the device computes with all of it.
     */
    long downBytes() {
        return (long) Float.BYTES * plans.union().cardinality();
    }

    /** Of a step on the weakest device, under that of its plans which takes most. */
    MemoryProfile memory() {
        Network network = setting.network();
        TrainingSetup setup =
                new TrainingSetup(
                        setting.training().batchSize(),
                        method.microBatch(),
                        Convolution.DIRECT,
                        DeviceOptimizer.SGD);
        MemoryModel model = new MemoryModel(network, setup);
        return plans.trainedByWeakest()
                .map(model::profile)
                .max(Comparator.comparingLong(MemoryProfile::peakBytes))
                .orElseThrow();
    }
}
