package io.ftte.operators.stream;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** A fixed range of a plan's vector: components [slice · size, (slice + 1) · size). */
public record SliceKey(String modelId, int planId, int slice) {
    @Override
    public int hashCode() {
        return KeySpread.hash(31 * modelId.hashCode() + planId, slice);
    }

    static void write(SliceKey key, DataOutputView out) throws IOException {
        StringValue.writeString(key.modelId, out);
        out.writeInt(key.planId);
        out.writeInt(key.slice);
    }

    static SliceKey read(DataInputView in) throws IOException {
        return new SliceKey(StringValue.readString(in), in.readInt(), in.readInt());
    }
}
