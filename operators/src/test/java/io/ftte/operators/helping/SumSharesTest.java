package io.ftte.operators.helping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.privacy.PartyNoise.Party;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.SeedStream;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second slice of a sum of one share, weight 1, with and without noise. */
class SumSharesTest {
    private static final int FROM = 1_024;
    private static final int COUNT = 700;
    private static final byte[] SEED = new byte[SeedStream.SEED_BYTES];
    private static final byte[] NONCE = {3, 1, 4};

    @TempDir Path directory;

    private static SumTask task(int noiseMultiple) {
        return new SumTask("m", 5, 9, 1, 1, FROM, COUNT, SEED, new int[] {1}, noiseMultiple, NONCE);
    }

    private PrivacyKeySource key() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), TestKeys.TEXT);
        return PrivacyKeySource.of(Optional.of(file.toString()));
    }

    private static IntBuffer sum(PrivacyKeySource key, int noiseMultiple) throws Exception {
        try (var harness =
                new OneInputStreamOperatorTestHarness<>(new StreamMap<>(new SumShares(key)))) {
            harness.open();
            harness.processElement(task(noiseMultiple), 0);
            OutputRecord record = (OutputRecord) harness.extractOutputValues().get(0);
            byte[] numbers = new byte[COUNT * Integer.BYTES];
            RecordCodec.decode(record.value(), SumPart.class).getNumbers().get(numbers);
            return LittleEndian.ints(numbers);
        }
    }

    @Test
    void sum_ofAPrivateModel_hasTheHelpersNoise() throws Exception {
        int[] noise = new int[COUNT];
        new PartyNoise(
                        Party.HELPER,
                        PrivacyKey.parse(TestKeys.TEXT),
                        new NoiseName("m", 5, 9, 1, NONCE),
                        30)
                .addTo(noise, FROM);
        IntBuffer without = sum(key(), 0);
        IntBuffer with = sum(key(), 30);
        for (int i = 0; i < COUNT; i++) {
            assertThat(with.get(i) - without.get(i)).isEqualTo(noise[i]);
        }
        assertThat(without).isEqualTo(LittleEndian.ints(SeedStream.numbers(SEED, FROM, COUNT)));
    }

    @Test
    void sum_ofAPrivateModel_withoutAKey_saysWhatToDo() throws Exception {
        PrivacyKeySource none = PrivacyKeySource.of(Optional.empty());
        assertThat(sum(none, 0).remaining()).isEqualTo(COUNT);
        assertThatThrownBy(() -> sum(none, 30))
                .hasMessage(
                        "model m is private and the helper has no key to make its half of the"
                                + " noise: name its file with privacy-key-file, or set the"
                                + " environment variable FTTE_PRIVACY_KEY");
    }
}
