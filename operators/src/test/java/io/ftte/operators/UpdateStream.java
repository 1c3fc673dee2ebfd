package io.ftte.operators;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A lively input of 240 steps, 10 ms apart: two models of several slices, shards and plans, updates
 * whole and in interleaved chunks, out of order and late, repeats, chunks that never come, unknown
 * plans, noise; the second model is removed at step 85 and registered anew, its parameters before
 * step 100 and its head after; the first model gets a plan that waits for its version across step
 * 100 and retires the two before it. Always the same.
 */
final class UpdateStream {
    static final int STEPS = 240;
    static final int PARTITIONS = 3;

    private static final int DEVICES = 8;
    private static final long STEP_MS = 10;
    private static final int REMOVAL = 85;
    private static final int CHUNK_AGAIN = 95;
    private static final int HEAD_AGAIN = 112;
    private static final int PLAN_COMES = 60;
    private static final long PLAN_SINCE = 14;

    private final Random random = new Random(5);
    private final List<List<Event>> steps = new ArrayList<>();
    private final long[] offsets = new long[PARTITIONS];
    private final long[][] sequences = new long[2][DEVICES];
    private final int[] sent = new int[2];
    private final List<DeviceUpdate> recent = new ArrayList<>();

    /** Something that enters the graph. */
    @FunctionalInterface
    interface Event {
        void into(HarnessPipeline pipeline) throws Exception;
    }

    private UpdateStream() {
        for (int step = 0; step < STEPS; step++) {
            steps.add(new ArrayList<>());
        }
    }

    /** What enters at each step. */
    static List<List<Event>> steps() {
        UpdateStream stream = new UpdateStream();
        stream.control();
        for (int step = 0; step < STEPS; step++) {
            if (step == HEAD_AGAIN) {
                stream.sent[1] = 0;
            }
            stream.updates(step);
        }
        return stream.steps;
    }

    private static ModelDefinition alpha() {
        AggregationSettings settings =
                TestModels.settings(5)
                        .setMaxStaleness(6)
                        .setAveragingDecay(0.9)
                        .setVariance(VarianceSettings.newBuilder().setMinimum(2).build())
                        .setServerOptimizer(
                                ServerOptimizer.newBuilder()
                                        .setName(Words.of(OptimizerName.RMSPROP))
                                        .build())
                        .build();
        return TestModels.model(
                "alpha",
                3000,
                settings,
                1,
                TestModels.plan(1, 0, 2500),
                TestModels.plan(2, 900, 2200, 2600, 3000));
    }

    private static ModelDefinition beta(long seed) {
        AggregationSettings settings =
                TestModels.settings(3)
                        .setNormalizer(Words.of(Normalizer.WEIGHTS))
                        .setAge(
                                AgeSettings.newBuilder()
                                        .setFunction(Words.of(AgeFunction.HALF_LIFE))
                                        .setHalfLifeMs(300.0)
                                        .build())
                        .build();
        return TestModels.model(
                "beta",
                2100,
                settings,
                seed,
                TestModels.plan(1, 0, 1700),
                TestModels.plan(2, 500, 1500));
    }

    private void control() {
        TestModels.registration(alpha()).forEach(message -> control(0, message));
        TestModels.registration(beta(2)).forEach(message -> control(0, message));
        control(REMOVAL, TestModels.tombstone("beta"));
        List<ControlMessage> again = TestModels.registration(beta(3));
        control(CHUNK_AGAIN, again.get(0));
        control(HEAD_AGAIN, again.get(1));
        control(PLAN_COMES, TestModels.newPlan("alpha", 3, PLAN_SINCE, 100, 900, 2300, 2900));
    }

    private void control(int step, ControlMessage message) {
        steps.get(step).add(pipeline -> pipeline.accept(message));
    }

    private void updates(int step) {
        if (step > HEAD_AGAIN) {
            send(step, ofNewPlan(step));
        }
        int kind = random.nextInt(100);
        int device = step % DEVICES;
        if (kind < 3) {
            byte[] noise = new byte[40];
            random.nextBytes(noise);
            int partition = device % PARTITIONS;
            at(step, RawRecord.of(partition, offset(partition), time(step), noise, noise));
        } else if (kind < 13 && !recent.isEmpty()) {
            send(step, recent.get(random.nextInt(recent.size())));
        } else if (kind < 17) {
            send(step, update("alpha", device, 9, 1500, 0, 1500));
        } else {
            boolean alpha = random.nextInt(3) > 0;
            boolean first = random.nextBoolean();
            int length = alpha ? (first ? 2500 : 1700) : (first ? 1700 : 1000);
            whole(step, alpha ? "alpha" : "beta", device, first ? 1 : 2, length);
        }
    }

    /** A fifth of the updates comes in three chunks, of which the last may be missing. */
    private void whole(int step, String model, int device, int plan, int length) {
        if (random.nextInt(5) > 0) {
            send(step, update(model, device, plan, length, 0, length));
        } else {
            int third = length / 3;
            boolean incomplete = random.nextInt(3) == 0;
            DeviceUpdate first = update(model, device, plan, length, 0, third);
            send(step, first);
            send(step + 5, rest(first, 2 * third, length - 2 * third));
            if (!incomplete) {
                send(step + 9, rest(first, third, third));
            }
        }
        sequences[model.equals("alpha") ? 0 : 1][device]++;
    }

    private DeviceUpdate update(
            String model, int device, int plan, int length, int from, int count) {
        int which = model.equals("alpha") ? 0 : 1;
        long base = Math.max(0, sent[which]++ / (8 + which) - random.nextInt(4));
        return TestModels.update(
                model,
                "device-" + device,
                sequences[which][device],
                base,
                plan,
                length,
                from,
                count,
                TensorEncoding.values()[random.nextInt(3)],
                TestModels.numbers(length, random.nextLong()));
    }

    /** Early ones are of an unknown plan. */
    private static DeviceUpdate ofNewPlan(int step) {
        float[] numbers = TestModels.numbers(1400, step);
        return TestModels.update(
                "alpha",
                "device-90",
                step,
                PLAN_SINCE,
                3,
                1400,
                0,
                1400,
                TensorEncoding.F32,
                numbers);
    }

    private DeviceUpdate rest(DeviceUpdate first, int from, int count) {
        return TestModels.update(
                first.getModelId(),
                first.getDeviceId(),
                first.getSequence(),
                first.getBaseVersion(),
                first.getPlanId(),
                first.getTotalLength(),
                from,
                count,
                first.getEncoding(),
                TestModels.numbers(first.getTotalLength(), random.nextLong()));
    }

    private void send(int step, DeviceUpdate update) {
        if (step >= STEPS) {
            return;
        }
        int partition = Integer.parseInt(update.getDeviceId().substring(7)) % PARTITIONS;
        at(step, TestModels.raw(partition, offset(partition), time(step), update));
        recent.add(update);
        if (recent.size() > 12) {
            recent.remove(0);
        }
    }

    private long offset(int partition) {
        return offsets[partition]++;
    }

    /** Mostly a little out of order, now and then late; always late right after step 100. */
    private long time(int step) {
        boolean late = step >= 100 && step < 103 || random.nextInt(10) == 0;
        return TestModels.START + STEP_MS * step - (late ? 400 : random.nextInt(150));
    }

    private void at(int step, RawRecord record) {
        steps.get(step).add(pipeline -> pipeline.accept(record));
    }
}
