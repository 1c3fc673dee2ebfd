package io.ftte.operators.stream;

import io.ftte.operators.runtime.ImmutableSerializer;
import io.ftte.operators.runtime.ImmutableType;
import io.ftte.schemas.TensorEncoding;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The part of a record's payload that lies in one slice, still encoded.
 *
 * @param joinKey the record it came from
 * @param at index within the slice of its first component
 * @param count components
 * @param phase index of the first component within its INT8 block, 0 for other encodings
 * @param values empty where it was kept {@linkplain #reference by reference}
 */
@TypeInfo(Piece.Factory.class)
public record Piece(
        SliceKey key,
        long joinKey,
        int at,
        int count,
        TensorEncoding encoding,
        int phase,
        byte[] values) {

    private static final byte[] NONE = {};

    /** Whether the values have to be read from the record again. */
    public boolean isReference() {
        return values.length == 0 && count > 0;
    }

    /** Pieces that are written without their values; those that are in memory keep them. */
    public static TypeInformation<Piece> reference() {
        return new ImmutableType<>(Piece.class, new Serializer(false));
    }

    /** Of pieces with their values. */
    public static final class Factory extends TypeInfoFactory<Piece> {
        @Override
        public TypeInformation<Piece> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> parameters) {
            return new ImmutableType<>(Piece.class, new Serializer(true));
        }
    }

    /** Reads pieces with values and without. */
    static final class Serializer extends ImmutableSerializer<Piece> {
        private static final long serialVersionUID = 1;
        private static final TensorEncoding[] ENCODINGS = TensorEncoding.values();

        private final boolean values;

        Serializer(boolean values) {
            this.values = values;
        }

        @Override
        protected void write(Piece piece, DataOutputView out) throws IOException {
            SliceKey.write(piece.key, out);
            out.writeLong(piece.joinKey);
            out.writeInt(piece.at);
            out.writeInt(piece.count);
            // By place, as records tell encodings: a new one comes last.
            out.writeByte(piece.encoding.ordinal());
            out.writeShort(piece.phase);
            byte[] written = values ? piece.values : NONE;
            out.writeInt(written.length);
            out.write(written);
        }

        @Override
        public Piece deserialize(DataInputView in) throws IOException {
            SliceKey key = SliceKey.read(in);
            long joinKey = in.readLong();
            int at = in.readInt();
            int count = in.readInt();
            TensorEncoding encoding = ENCODINGS[in.readByte()];
            int phase = in.readShort();
            byte[] read = new byte[in.readInt()];
            in.readFully(read);
            return new Piece(key, joinKey, at, count, encoding, phase, read);
        }

        @Override
        public TypeSerializerSnapshot<Piece> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Public for Flink. */
        public static final class Snapshot extends ImmutableSerializer.Snapshot<Piece> {
            public Snapshot() {
                super(() -> new Serializer(true));
            }
        }
    }
}
