package io.ftte.operators.stream;

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
import org.apache.flink.types.StringValue;

/**
 * What the Sequencer tells a slice.
 *
 * @param number counts all but DROP of the slice from 0 without gaps; −1 for DROP
 * @param joinKey ADMIT, ADMIT_ROUNDED, KEEP, ADMIT_SHARE, DROP: the payload meant
 * @param weight ADMIT, KEEP: (float) w; ADMIT_ROUNDED: in grid steps; ADMIT_SHARE: an integer;
 *     NOISE, COMBINE: what one step of the sum is worth; NOISE_SHARE: the multiple of {@link
 *     io.ftte.aggregation.privacy.PartyNoise}
 * @param length ADMIT, ADMIT_ROUNDED, KEEP, ADMIT_SHARE, NOISE, NOISE_SHARE, REDUCE, COMBINE:
 *     components of the slice
 * @param generation CLOSE, CLOSE_LAYERS, NOISE, NOISE_SHARE, COMBINE: of the model
 * @param version CLOSE, CLOSE_LAYERS, NOISE, NOISE_SHARE, COMBINE: the version that the sum goes
 *     into
 * @param shardSize CLOSE: parameters of a shard
 * @param segments CLOSE: triples (index in the slice, index in the parameters, count), cut at
 *     shards; CLOSE_LAYERS: quadruples (layer, index in the slice, index in the parameters, count),
 *     cut at layers
 * @param nonce NOISE, NOISE_SHARE: what tells the version's noise from any other's
 * @param keyId NOISE, NOISE_SHARE: of the key that the noise must be made with
 * @param trim REDUCE: share of the payloads that is left out at each end
 */
@TypeInfo(SliceCommand.Factory.class)
public record SliceCommand(
        SliceKey key,
        Kind kind,
        long number,
        long joinKey,
        float weight,
        int length,
        int generation,
        long version,
        int shardSize,
        int[] segments,
        byte[] nonce,
        String keyId,
        double trim) {

    private static final int[] NONE = {};
    private static final byte[] NO_BYTES = {};

    /** What to do. */
    public enum Kind {
        /** Add the payload, weighted. */
        ADMIT,
        /** Forget the payload. */
        DROP,
        /** Hand the sum to the shards and start again. */
        CLOSE,
        /** The model is gone: forget the sum. */
        RESET,
        /** Hand the sum to the layers and start again. */
        CLOSE_LAYERS,
        /** Add the payload, weighted, each product rounded to a whole number. */
        ADMIT_ROUNDED,
        /** Add noise to a sum in grid steps, and make it one in the model's units. */
        NOISE,
        /** Keep the payload, with its weight, until the buffer is full. */
        KEEP,
        /** Make a sum of the payloads that were kept, without the outermost numbers. */
        REDUCE,
        /** Add the payload, integers modulo 2^32, weighted by an integer. */
        ADMIT_SHARE,
        /** Add the other party's sum, and make of both one in the model's units. */
        COMBINE,
        /** Add this party's noise to a sum of shares. */
        NOISE_SHARE
    }

    private SliceCommand(
            SliceKey key,
            Kind kind,
            long number,
            long joinKey,
            float weight,
            int length,
            int generation,
            long version,
            int shardSize,
            int[] segments) {
        this(
                key,
                kind,
                number,
                joinKey,
                weight,
                length,
                generation,
                version,
                shardSize,
                segments,
                NO_BYTES,
                "",
                0);
    }

    public static SliceCommand admit(
            SliceKey key, long number, long joinKey, float weight, int length) {
        return new SliceCommand(key, Kind.ADMIT, number, joinKey, weight, length, 0, 0, 0, NONE);
    }

    public static SliceCommand admitRounded(
            SliceKey key, long number, long joinKey, float weight, int length) {
        return new SliceCommand(
                key, Kind.ADMIT_ROUNDED, number, joinKey, weight, length, 0, 0, 0, NONE);
    }

    public static SliceCommand keep(
            SliceKey key, long number, long joinKey, float weight, int length) {
        return new SliceCommand(key, Kind.KEEP, number, joinKey, weight, length, 0, 0, 0, NONE);
    }

    public static SliceCommand reduce(SliceKey key, long number, int length, double trim) {
        return new SliceCommand(
                key, Kind.REDUCE, number, -1, 0, length, 0, 0, 0, NONE, NO_BYTES, "", trim);
    }

    public static SliceCommand admitShare(
            SliceKey key, long number, long joinKey, int weight, int length) {
        return new SliceCommand(
                key, Kind.ADMIT_SHARE, number, joinKey, weight, length, 0, 0, 0, NONE);
    }

    /**
     * @param unit what one step of the integers is worth
     */
    public static SliceCommand combine(
            SliceKey key, long number, float unit, int length, int generation, long version) {
        return new SliceCommand(
                key, Kind.COMBINE, number, -1, unit, length, generation, version, 0, NONE);
    }

    public static SliceCommand drop(SliceKey key, long joinKey) {
        return new SliceCommand(key, Kind.DROP, -1, joinKey, 0, 0, 0, 0, 0, NONE);
    }

    /**
     * @param grid one step of it in the model's units
     */
    public static SliceCommand noise(
            SliceKey key,
            long number,
            float grid,
            int length,
            int generation,
            long version,
            byte[] nonce,
            String keyId) {
        return noise(Kind.NOISE, key, number, grid, length, generation, version, nonce, keyId);
    }

    /** Of a sum of shares, the same with a multiple in place of the grid. */
    public static SliceCommand noiseShare(
            SliceKey key,
            long number,
            int multiple,
            int length,
            int generation,
            long version,
            byte[] nonce,
            String keyId) {
        return noise(
                Kind.NOISE_SHARE, key, number, multiple, length, generation, version, nonce, keyId);
    }

    private static SliceCommand noise(
            Kind kind,
            SliceKey key,
            long number,
            float weight,
            int length,
            int generation,
            long version,
            byte[] nonce,
            String keyId) {
        return new SliceCommand(
                key,
                kind,
                number,
                -1,
                weight,
                length,
                generation,
                version,
                0,
                NONE,
                nonce,
                keyId,
                0);
    }

    private static boolean isNoise(Kind kind) {
        return kind == Kind.NOISE || kind == Kind.NOISE_SHARE;
    }

    public static SliceCommand close(
            SliceKey key,
            long number,
            int generation,
            long version,
            int shardSize,
            int[] segments) {
        return new SliceCommand(
                key, Kind.CLOSE, number, -1, 0, 0, generation, version, shardSize, segments);
    }

    public static SliceCommand closeLayers(
            SliceKey key, long number, int generation, long version, int[] segments) {
        return new SliceCommand(
                key, Kind.CLOSE_LAYERS, number, -1, 0, 0, generation, version, 0, segments);
    }

    public static SliceCommand reset(SliceKey key, long number) {
        return new SliceCommand(key, Kind.RESET, number, -1, 0, 0, 0, 0, 0, NONE);
    }

    /** How Flink is to serialize it. */
    public static final class Factory extends TypeInfoFactory<SliceCommand> {
        @Override
        public TypeInformation<SliceCommand> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> parameters) {
            return new ImmutableType<>(SliceCommand.class, new Serializer());
        }
    }

    private static final class Serializer extends ImmutableSerializer<SliceCommand> {
        private static final long serialVersionUID = 1;
        private static final Kind[] KINDS = Kind.values();

        @Override
        protected void write(SliceCommand command, DataOutputView out) throws IOException {
            SliceKey.write(command.key, out);
            // By place: a new kind comes last.
            out.writeByte(command.kind.ordinal());
            out.writeLong(command.number);
            out.writeLong(command.joinKey);
            out.writeFloat(command.weight);
            out.writeInt(command.length);
            out.writeInt(command.generation);
            out.writeLong(command.version);
            out.writeInt(command.shardSize);
            out.writeInt(command.segments.length);
            for (int segment : command.segments) {
                out.writeInt(segment);
            }
            // The other kinds are as releases without noise wrote them.
            if (isNoise(command.kind)) {
                out.writeInt(command.nonce.length);
                out.write(command.nonce);
                StringValue.writeString(command.keyId, out);
            } else if (command.kind == Kind.REDUCE) {
                out.writeDouble(command.trim);
            }
        }

        @Override
        public SliceCommand deserialize(DataInputView in) throws IOException {
            SliceKey key = SliceKey.read(in);
            Kind kind = KINDS[in.readByte()];
            long number = in.readLong();
            long joinKey = in.readLong();
            float weight = in.readFloat();
            int length = in.readInt();
            int generation = in.readInt();
            long version = in.readLong();
            int shardSize = in.readInt();
            int[] segments = new int[in.readInt()];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = in.readInt();
            }
            byte[] nonce = NO_BYTES;
            String keyId = "";
            if (isNoise(kind)) {
                nonce = new byte[in.readInt()];
                in.readFully(nonce);
                keyId = StringValue.readString(in);
            }
            double trim = kind == Kind.REDUCE ? in.readDouble() : 0;
            return new SliceCommand(
                    key,
                    kind,
                    number,
                    joinKey,
                    weight,
                    length,
                    generation,
                    version,
                    shardSize,
                    segments,
                    nonce,
                    keyId,
                    trim);
        }

        @Override
        public TypeSerializerSnapshot<SliceCommand> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Public for Flink. */
        public static final class Snapshot extends ImmutableSerializer.Snapshot<SliceCommand> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
