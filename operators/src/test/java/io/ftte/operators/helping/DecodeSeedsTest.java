package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What devices, and others, write to the helper's topic of shares. */
class DecodeSeedsTest {
    private OneInputStreamOperatorTestHarness<RawRecord, SeedMessage> decode;

    @BeforeEach
    void open() throws Exception {
        decode =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new DecodeSeeds("shares")));
        decode.open();
    }

    @AfterEach
    void close() throws Exception {
        decode.close();
    }

    private static SeedShare share(int seedBytes) {
        return new SeedShare("m", "d", 4L, 3L, 1, 9L, 5, ByteBuffer.wrap(new byte[seedBytes]), 30);
    }

    private void send(byte[] value) throws Exception {
        decode.processElement(RawRecord.of(2, 9, 77, "d".getBytes(UTF_8), value), 0);
    }

    private void assertRefused(SpecificRecord record, String detail) throws Exception {
        send(RecordCodec.encode(record));
        Rejection refusal =
                RecordCodec.decode(
                        decode.getSideOutput(DecodeSeeds.REJECTED).remove().getValue().value(),
                        Rejection.class);
        assertThat(refusal.getReason()).isEqualTo(RejectionReason.MALFORMED);
        assertThat(refusal.getDetail()).isEqualTo(detail);
        assertThat(refusal.getOriginal().remaining()).as("no seed on another topic").isZero();
        assertThat(decode.extractOutputValues()).isEmpty();
    }

    @Test
    void seed_isRead() throws Exception {
        send(RecordCodec.encode(share(16)));
        SeedMessage seed = decode.extractOutputValues().get(0);
        assertThat(seed.fields().sequence()).isEqualTo(4);
        assertThat(seed.time()).isEqualTo(77);
        assertThat(seed.seed()).hasSize(16);
        assertThat(seed.fields().mostNorm()).isEqualTo(30);
    }

    @Test
    void record_thatIsNoSeed_isRefusedWithoutIt() throws Exception {
        assertRefused(share(15), "seed has 15 bytes, not 16");
        assertRefused(
                SeedShare.newBuilder(share(16)).setDeviceId("e").build(),
                "the record's key is not its device id: send it with e");
        assertRefused(
                SeedShare.newBuilder(share(16)).setMostNorm(0).build(),
                "mostNorm is 0: say to what the update was clipped");
        assertRefused(
                SeedShare.newBuilder(share(16)).setSequence(-1).build(),
                "sequence -1, baseVersion 3 or totalLength 5 counts from below its beginning");
        assertRefused(
                new UpdateShare("m", "d", 4L, 3L, 1, 9L, 5, 0, -5L, ByteBuffer.allocate(20), null),
                "expected a SeedShare, found a UpdateShare");
    }

    @Test
    void noise_costsNothingButARefusal() throws Exception {
        Random random = new Random(1);
        byte[] good = RecordCodec.encode(share(16));
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            send(i % 2 == 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
        assertThat(decode.getSideOutput(DecodeSeeds.REJECTED)).hasSizeGreaterThan(1_000);
    }
}
