package io.ftte.operators.stream;

import io.ftte.aggregation.UpdateStatistics;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One record of an update, as the control plane knows it.
 *
 * @param from index of its first component in the plan's vector
 * @param statistics of its components; their count is the chunk's length
 */
public record Chunk(int partition, long offset, int from, UpdateStatistics statistics) {

    public long joinKey() {
        return JoinKey.of(partition, offset);
    }

    /** The helper's word that it holds its share of the update. */
    public static Chunk word(int partition, long offset, int totalLength) {
        return new Chunk(partition, offset, totalLength, new UpdateStatistics(0, 0, 0, 0));
    }

    /** Whether it is the helper's {@link #word}, without a payload. */
    public boolean isWord() {
        return statistics.count() == 0;
    }

    /** One past the last component. */
    public int to() {
        return from + (int) statistics.count();
    }

    static void write(Chunk chunk, DataOutputView out) throws IOException {
        out.writeInt(chunk.partition);
        out.writeLong(chunk.offset);
        out.writeInt(chunk.from);
        out.writeLong(chunk.statistics.count());
        out.writeDouble(chunk.statistics.mean());
        out.writeDouble(chunk.statistics.m2());
        out.writeDouble(chunk.statistics.sumSquares());
    }

    static Chunk read(DataInputView in) throws IOException {
        return new Chunk(
                in.readInt(),
                in.readLong(),
                in.readInt(),
                new UpdateStatistics(
                        in.readLong(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
}
