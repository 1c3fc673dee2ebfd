package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.privacy.PartyNoise.Party;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.aggregation.sharing.ShareSum;
import io.ftte.encoding.SeedStream;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * The helper's arithmetic: Σ weight · stream(seed) over a slice, modulo 2^32, and its half of the
 * noise where the model is private. No state.
 */
public final class SumShares extends RichMapFunction<SumTask, OutputRecord> {
    private static final long serialVersionUID = 1;

    private final PrivacyKeySource keySource;

    private transient Optional<PrivacyKey> key;

    /**
     * @param key from which noise comes; needed by private models only
     */
    public SumShares(PrivacyKeySource key) {
        keySource = key;
    }

    @Override
    public void open(OpenContext context) {
        key = keySource.read();
    }

    /**
     * @throws IllegalStateException one line that says what to do, where noise is asked for and
     *     there is no key
     */
    @Override
    public OutputRecord map(SumTask task) {
        int[] sum = new int[task.count()];
        for (int i = 0; i < task.weights().length; i++) {
            int at = i * SeedStream.SEED_BYTES;
            byte[] seed = Arrays.copyOfRange(task.seeds(), at, at + SeedStream.SEED_BYTES);
            byte[] numbers = SeedStream.numbers(seed, task.from(), task.count());
            ShareSum.add(sum, 0, task.weights()[i], numbers);
        }
        if (task.noiseMultiple() > 0) {
            new PartyNoise(Party.HELPER, required(task), name(task), task.noiseMultiple())
                    .addTo(sum, task.from());
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

    private PrivacyKey required(SumTask task) {
        return key.orElseThrow(
                () ->
                        new IllegalStateException(
                                "model %s is private and the helper has no key to make its half of the noise: %s"
                                        .formatted(task.modelId(), PrivacyKeySource.ADVICE)));
    }

    private static NoiseName name(SumTask task) {
        return new NoiseName(
                task.modelId(), task.generation(), task.version(), task.planId(), task.nonce());
    }
}
