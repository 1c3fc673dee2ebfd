package io.ftte.operators.control;

import io.ftte.operators.runtime.ImmutableSerializer;
import io.ftte.operators.runtime.ImmutableType;
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
 * How often the devices of one bucket took part in a private model. While a checkpoint is written,
 * a read of a map in state on the heap copies all of the map: of these it copies places, not bytes,
 * because nobody changes them.
 *
 * @param entries as {@link io.ftte.control.privacy.Participations} makes them
 */
@TypeInfo(LedgerBucket.Factory.class)
record LedgerBucket(byte[] entries) {

    /** How Flink is to serialize it. */
    public static final class Factory extends TypeInfoFactory<LedgerBucket> {
        @Override
        public TypeInformation<LedgerBucket> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> parameters) {
            return new ImmutableType<>(LedgerBucket.class, new Serializer());
        }
    }

    private static final class Serializer extends ImmutableSerializer<LedgerBucket> {
        private static final long serialVersionUID = 1;

        @Override
        protected void write(LedgerBucket bucket, DataOutputView out) throws IOException {
            out.writeInt(bucket.entries.length);
            out.write(bucket.entries);
        }

        @Override
        public LedgerBucket deserialize(DataInputView in) throws IOException {
            byte[] entries = new byte[in.readInt()];
            in.readFully(entries);
            return new LedgerBucket(entries);
        }

        @Override
        public TypeSerializerSnapshot<LedgerBucket> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Public for Flink. */
        public static final class Snapshot extends ImmutableSerializer.Snapshot<LedgerBucket> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
