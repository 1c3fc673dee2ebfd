package io.ftte.devices.simulation;

import io.ftte.devices.simulation.PlanTrainer.Learned;
import io.ftte.devices.simulation.SimulatedServer.Verdict;
import io.ftte.devices.simulation.WorkQueue.Work;
import io.ftte.devices.simulation.fleet.DeviceTraces;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.devices.simulation.fleet.Participants;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * One method over one fleet on a virtual clock of whole milliseconds. Events happen in order of
 * (time, device id, sequence); the training behind them is done ahead on other threads, which
 * changes nothing but the time that a run takes.
 */
public final class Simulation {
    private final World world;
    private final Method method;
    private final Participants participants;
    private final Schedule schedule;
    private final SimulatedServer server;
    private final Measurements measurements;
    private final RunListener listener;
    private final PriorityQueue<Task> running = new PriorityQueue<>();
    private final Ledger ledger = new Ledger();

    /**
     * @throws IllegalArgumentException one line, when the method and the world do not fit together
     */
    public Simulation(World world, Method method, WorkQueue work, RunListener listener) {
        this.world = world;
        this.method = method;
        this.listener = listener;
        Plans plans = new Plans(world.setting().network(), method);
        participants =
                new Participants(world.fleet().devices(), world.setting().fleet(), world.seed());
        if (method.concurrency() > world.fleet().devices().size()) {
            throw new IllegalArgumentException(
                    "a concurrency of %d is more than the fleet of %d"
                            .formatted(method.concurrency(), world.fleet().devices().size()));
        }
        schedule = new Schedule(world, method, plans, work);
        server = new SimulatedServer(RunModel.of(world, method), SimulatedKey.of(world.seed()));
        measurements = new Measurements(world, method, plans.suffix(), work);
    }

    /**
     * Runs to the horizon.
     *
     * @param progress is told the number of updates received, now and then
     */
    public RunResult run(LongConsumer progress) throws InterruptedException {
        Setting setting = world.setting();
        measurements.take(ledger, server);
        fill();
        while (ledger.updates < method.horizon()) {
            if (running.isEmpty()) {
                waitForSomebody();
                continue;
            }
            end(running.poll());
            if (ledger.updates % setting.evaluateEvery() == 0 && measurements.behind(ledger)) {
                measurements.take(ledger, server);
                progress.accept(ledger.updates);
            }
        }
        running.forEach(task -> task.work().cancel(false));
        return measurements.result(ledger, server, schedule, world.fleet());
    }

    /** Goes to the next moment at which a device is available. */
    private void waitForSomebody() {
        int slots = world.setting().fleet().traces().map(DeviceTraces::slots).orElse(0);
        for (int waited = 0; waited < slots && running.isEmpty(); waited++) {
            ledger.now = DeviceTraces.nextSlot(ledger.now);
            fill();
        }
        if (running.isEmpty()) {
            throw new IllegalArgumentException(
                    "none of the fleet's devices is ever available: simulate more devices");
        }
    }

    private void end(Task task) throws InterruptedException {
        ledger.now = task.finish();
        ledger.deviceMillis += task.finish() - task.start();
        participants.release(task.device());
        Verdict verdict = Verdict.REFUSED;
        if (task.lost()) {
            ledger.lost++;
        } else {
            verdict = receive(task);
        }
        if (method.rounds() && verdict == Verdict.PUBLISHED) {
            abandon();
        }
        // Within a round nobody follows but on a device whose update will not come or count.
        if (!method.rounds() || verdict != Verdict.ADMITTED) {
            fill();
        }
    }

    private Verdict receive(Task task) throws InterruptedException {
        byte[] delta = schedule.end(task, server.parameters());
        ledger.updates++;
        ledger.bytesUp += delta.length;
        ReceivedUpdate update =
                new ReceivedUpdate(
                        task.finish(),
                        task.device().id(),
                        task.sequence(),
                        task.baseVersion(),
                        task.planId(),
                        task.device().examples().length,
                        delta);
        listener.received(update);
        Verdict verdict = server.receive(update, method.encoding());
        ledger.count(verdict, server.staleness());
        if (verdict == Verdict.PUBLISHED) {
            listener.published(server.version(), server.parameters());
        }
        return verdict;
    }

    /** Starts as many devices as there is room for and as are there. */
    private void fill() {
        int room = method.concurrency() - running.size() - (method.rounds() ? server.fill() : 0);
        for (; room > 0; room--) {
            FleetDevice device = participants.draw(ledger.now).orElse(null);
            if (device == null) {
                return;
            }
            Task task = schedule.start(device, ledger.now, server.version(), server.parameters());
            ledger.bytesDown += schedule.downBytes();
            running.add(task);
        }
    }

    /** A round is over: whoever has not finished has worked in vain. */
    private void abandon() {
        List<Task> late = new ArrayList<>(running);
        running.clear();
        late.sort(null);
        for (Task task : late) {
            task.work().cancel(false);
            ledger.deviceMillis += ledger.now - task.start();
            ledger.lost++;
            participants.release(task.device());
        }
    }

    /** A device at work. */
    record Task(
            FleetDevice device,
            long sequence,
            int planId,
            long start,
            long finish,
            boolean lost,
            long baseVersion,
            float[] base,
            Work<Learned> work)
            implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(finish, other.finish);
            int byDevice = byTime != 0 ? byTime : device.compareTo(other.device);
            return byDevice != 0 ? byDevice : Long.compare(sequence, other.sequence);
        }
    }

    /** What adds up during a run. */
    static final class Ledger {
        long now;
        long updates;
        long bytesUp;
        long bytesDown;
        long deviceMillis;
        long refused;
        long lost;
        final List<Long> staleness = new ArrayList<>();

        void count(Verdict verdict, long stale) {
            if (verdict == Verdict.REFUSED) {
                refused++;
                return;
            }
            while (staleness.size() <= stale) {
                staleness.add(0L);
            }
            staleness.set((int) stale, staleness.get((int) stale) + 1);
        }
    }
}
