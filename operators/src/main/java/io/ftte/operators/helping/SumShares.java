package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.sharing.ShareSum;
import io.ftte.encoding.SeedStream;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.api.common.functions.MapFunction;

/** The helper's arithmetic: Σ weight · stream(seed) over a slice, modulo 2^32. No state. */
public final class SumShares implements MapFunction<SumTask, OutputRecord> {
    private static final long serialVersionUID = 1;

    @Override
    public OutputRecord map(SumTask task) {
        int[] sum = new int[task.count()];
        for (int i = 0; i < task.weights().length; i++) {
            int at = i * SeedStream.SEED_BYTES;
            byte[] seed = Arrays.copyOfRange(task.seeds(), at, at + SeedStream.SEED_BYTES);
            byte[] numbers = SeedStream.numbers(seed, task.from(), task.count());
            ShareSum.add(sum, 0, task.weights()[i], numbers);
        }
        ByteBuffer numbers =
                ByteBuffer.allocate(sum.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asIntBuffer().put(sum);
        return new OutputRecord(
                task.modelId().getBytes(UTF_8),
                RecordCodec.encode(
                        SumPart.newBuilder()
                                .setModelId(task.modelId())
                                .setGeneration(task.generation())
                                .setVersion(task.version())
                                .setPlanId(task.planId())
                                .setSlice(task.slice())
                                .setNumbers(numbers)
                                .build()));
    }
}
