package io.ftte.ondevice.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.encoding.UpdateRecord;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateChunksTest {

    @ParameterizedTest
    @CsvSource({"1,1", "2047,1", "2048,1", "2049,2", "10000,5"})
    void of_anyLength_coversTheVectorExactly(int length, int expectedChunks) {
        LocalUpdate update = update(length);

        List<UpdateRecord> chunks = new UpdateChunks(DeltaEncoding.F32, 2048).of(update);

        assertThat(chunks).hasSize(expectedChunks);
        float[] joined = new float[length];
        int next = 0;
        for (UpdateRecord chunk : chunks) {
            byte[] delta = chunk.delta();
            int count = DeltaEncoding.F32.components(delta.length);
            assertThat(chunk.header().from()).isEqualTo(next);
            assertThat(chunk.header().totalLength()).isEqualTo(length);
            assertThat(chunk.header().sequence()).isEqualTo(5);
            DeltaEncoding.F32.decode(delta, 0, 0, 0, count, joined, next);
            next += count;
        }
        assertThat(next).isEqualTo(length);
        assertThat(joined).isEqualTo(update.delta());
    }

    @Test
    void defaults_longUpdate_staysBelowHalfOfKafkasRecordLimit() {
        List<UpdateRecord> chunks = UpdateChunks.defaults().of(update(300_000));

        assertThat(chunks).hasSize(3).allMatch(chunk -> chunk.unsigned().length < 513 * 1024);
    }

    @Test
    void construct_oddChunk_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateChunks(DeltaEncoding.F32, 1000))
                .withMessage("a chunk must hold a multiple of 1,024 components, got 1000");
    }

    private static LocalUpdate update(int length) {
        SplittableRandom random = new SplittableRandom(length);
        float[] delta = new float[length];
        for (int i = 0; i < length; i++) {
            delta[i] = (float) random.nextDouble();
        }
        return new LocalUpdate("digits", "gerät-1", 5, 3, 0, 20, delta);
    }
}
