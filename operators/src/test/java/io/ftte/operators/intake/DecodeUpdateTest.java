package io.ftte.operators.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sender learns of a record that decoding refuses. */
class DecodeUpdateTest {
    private static final int SLICE = 1_024;
    private static final byte[] NO_KEY = {};

    private OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode;

    @BeforeEach
    void open() throws Exception {
        decode = Harnesses.decode(SLICE);
        decode.open();
    }

    @AfterEach
    void close() throws Exception {
        decode.close();
    }

    private Rejection refused(byte[] key, byte[] value) throws Exception {
        decode.processElement(RawRecord.of(0, 0, 1, key, value), 0);
        OutputRecord refusal = decode.getSideOutput(DecodeUpdate.REJECTED).remove().getValue();
        return RecordCodec.decode(refusal.value(), Rejection.class);
    }

    private static DeviceUpdate update(int totalLength) {
        return new DeviceUpdate(
                "m",
                "gerät",
                3L,
                0L,
                1,
                1L,
                totalLength,
                0,
                TensorEncoding.F32,
                ByteBuffer.allocate(8),
                null);
    }

    @Test
    void unreadable_carriesTheDeviceOfItsKey() throws Exception {
        Rejection refusal = refused("gerät".getBytes(UTF_8), "{}".getBytes(UTF_8));
        assertThat(refusal.getReason()).isEqualTo(RejectionReason.MALFORMED);
        assertThat(refusal.getDeviceId()).isEqualTo("gerät");
        assertThat(refused(new byte[] {(byte) 0xFF}, new byte[] {1}).getDeviceId()).isNull();
    }

    @Test
    void noKey_saysSo() throws Exception {
        Rejection refusal = refused(NO_KEY, RecordCodec.encode(update(2)));
        assertThat(refusal.getDetail())
                .isEqualTo("the record has no key: send it with the device id as its key, gerät");
        assertThat(refusal.getDeviceId()).isEqualTo("gerät");
        assertThat(refusal.getSequence()).isEqualTo(3);
    }

    @Test
    void keyOfAnotherDevice_saysSo() throws Exception {
        assertThat(refused("other".getBytes(UTF_8), RecordCodec.encode(update(2))).getDetail())
                .startsWith("the record's key is another:");
    }

    @Test
    void chunkBeyondTheUpdate_isOfWrongLengthAtOnce() throws Exception {
        Rejection refusal = refused("gerät".getBytes(UTF_8), RecordCodec.encode(update(1)));
        assertThat(refusal.getReason()).isEqualTo(RejectionReason.WRONG_LENGTH);
        assertThat(refusal.getDetail())
                .isEqualTo("components 0 to 2 do not fit a totalLength of 1");
    }
}
