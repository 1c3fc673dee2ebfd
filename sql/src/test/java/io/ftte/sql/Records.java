package io.ftte.sql;

import io.ftte.schemas.Contribution;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** One record of each type as it travels. */
final class Records {
    static final long TIME = 1_772_323_200_000L;

    private Records() {}

    static byte[] lineage(long version) {
        return RecordCodec.encode(
                new VersionLineage(
                        "digits",
                        1,
                        version,
                        TIME,
                        bytes(1, 2),
                        null,
                        bytes(3),
                        bytes(4),
                        7L,
                        false,
                        List.of(
                                new Contribution("phone", 4L, 1, 2L, 0.5, 1.0, 0.25, true, 0, 17L),
                                new Contribution("watch", 5L, 1, 0L, 1.0, 1.0, 1.0, false, 1, 18L)),
                        null));
    }

    static byte[] update() {
        return RecordCodec.encode(
                new DeviceUpdate(
                        "digits",
                        "phone",
                        41L,
                        3L,
                        1,
                        120L,
                        7,
                        5,
                        TensorEncoding.F16,
                        bytes(0, 60, 0, 64),
                        ByteBuffer.allocate(64)));
    }

    static byte[] rejection() {
        return RecordCodec.encode(
                Rejection.newBuilder()
                        .setReason(RejectionReason.LATE)
                        .setDetail("300 ms too late")
                        .setTopic("ftte.updates")
                        .setPartition(1)
                        .setOffset(12)
                        .setOriginalLength(0)
                        .setOriginal(bytes())
                        .build());
    }

    static byte[] profile() {
        return RecordCodec.encode(
                new DeviceProfile(
                        "phone",
                        List.of("digits", "faces"),
                        65_536L,
                        Map.of("conv1", 0.5f),
                        null,
                        9_000L,
                        null,
                        null));
    }

    static byte[] share() {
        return RecordCodec.encode(
                new UpdateShare(
                        "digits", "phone", 1L, 2L, 1, 9L, 1, 0, -5L, bytes(1, 2, 3, 4), null));
    }

    static byte[] tick() {
        return RecordCodec.encode(new Tick(1000L));
    }

    static byte[] json() {
        return new byte[] {'{', '"', 'a', '"', ':', '1', '}'};
    }

    static ByteBuffer bytes(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        return buffer.flip();
    }
}
