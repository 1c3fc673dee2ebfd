package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * A day of a fleet: {@value #DEVICES} devices that stay, and as many visitors each hour as the hour
 * before, who never come back. Some updates are late, some repeated, and of some a chunk is
 * missing.
 *
 * @param count of updates in the day, evenly spread
 */
record SoakUpdates(long count) implements GeneratorFunction<Long, RawRecord> {
    static final String MODEL = "soak";
    static final int PARAMETERS = 64;
    static final int BUFFER = 100;
    static final long START = 1_700_000_000_000L;

    private static final long serialVersionUID = 1;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final int DEVICES = 2_000;
    private static final int VISITORS = 100;
    private static final int PARTITIONS = 4;
    private static final int JITTER_MS = 3_000;
    private static final int LATE_MS = 60_000;

    /** Of so many updates one is late, one repeated and one incomplete. */
    private static final int EXCEPTIONS = 997;

    @Override
    public RawRecord map(Long index) {
        long i = index;
        long time = START + i * DAY_MS / count - i * 7_919 % JITTER_MS;
        int exception = (int) (i % EXCEPTIONS);
        if (exception == 250) {
            time -= LATE_MS;
        }
        boolean visitor = i % 20 == 7;
        String device =
                visitor
                        ? "visitor-" + (time - START) / HOUR_MS + "-" + i / 20 % VISITORS
                        : "device-" + i % DEVICES;
        long sequence = i / (visitor ? 1 : DEVICES);
        if (exception == 500 && !visitor && sequence > 0) {
            sequence--;
        }
        // Never ahead of the version: what is refused above lets it fall behind the count.
        long base = Math.max(0, i * (EXCEPTIONS - 2) / EXCEPTIONS / BUFFER - 5 - i % 8);
        int length = exception == 750 ? PARAMETERS / 2 : PARAMETERS;
        DeviceUpdate update =
                new DeviceUpdate(
                        MODEL,
                        device,
                        sequence,
                        base,
                        TestModels.PLAN,
                        1L,
                        PARAMETERS,
                        0,
                        TensorEncoding.F32,
                        ByteBuffer.wrap(Tensors.encode(TensorEncoding.F32, delta(i), 0, length)),
                        null);
        return RawRecord.of(
                (int) (i % PARTITIONS),
                i / PARTITIONS,
                time,
                device.getBytes(UTF_8),
                RecordCodec.encode(update));
    }

    private static float[] delta(long i) {
        float[] delta = new float[PARAMETERS];
        for (int j = 0; j < PARAMETERS; j++) {
            delta[j] = (i * 31 + j * 17) % 101 * 0.001f - 0.05f;
        }
        return delta;
    }
}
