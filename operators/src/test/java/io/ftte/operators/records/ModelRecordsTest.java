package io.ftte.operators.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.IndexRanges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ModelRecordsTest {

    @Test
    void values_rangesOfAShard_areTheirParametersInOrderWithEveryBit() {
        float[] shard = {0.5f, -0f, Float.intBitsToFloat(0x7F80_0001), Float.MIN_VALUE, 3f};
        IndexRanges ranges = new IndexRanges(new int[] {101, 104}, new int[] {103, 105});

        ByteBuffer values = ModelRecords.values(shard, 100, ranges);

        assertThat(values.remaining()).isEqualTo(3 * Float.BYTES);
        assertThat(values.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(values.getInt()).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(values.getInt()).isEqualTo(0x7F80_0001);
        assertThat(values.getFloat()).isEqualTo(3f);
    }

    @Test
    void values_noRanges_areEmpty() {
        IndexRanges none = new IndexRanges(new int[0], new int[0]);
        assertThat(ModelRecords.values(new float[2], 7, none).remaining()).isZero();
    }
}
