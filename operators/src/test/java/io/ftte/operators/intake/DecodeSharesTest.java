package io.ftte.operators.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.sharing.PartyKey;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shares and words of shares on the update topic. */
class DecodeSharesTest {
    private static final int SLICE = 1_024;

    private OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode;

    @BeforeEach
    void open() throws Exception {
        decode = Harnesses.decode(SLICE, TestKeys.PARTY);
        decode.open();
    }

    @AfterEach
    void close() throws Exception {
        decode.close();
    }

    private static UpdateShare.Builder share(int from, int count) {
        return UpdateShare.newBuilder()
                .setModelId("m")
                .setDeviceId("d")
                .setSequence(4)
                .setBaseVersion(3)
                .setPlanId(1)
                .setExamples(20)
                .setTotalLength(5_000)
                .setFrom(from)
                .setSeedId(-5)
                .setNumbers(ByteBuffer.allocate(4 * count));
    }

    private static ShareHeld word() {
        return PartyKey.parse(TestKeys.TEXT)
                .proven(
                        new ShareHeld(
                                "m", "d", 4L, 3L, 1, 20L, 5_000, -5L, 77, ByteBuffer.allocate(0)));
    }

    private void send(SpecificRecord record) throws Exception {
        decode.processElement(
                RawRecord.of(0, 9, 1, "d".getBytes(UTF_8), RecordCodec.encode(record)), 0);
    }

    private void assertRefused(SpecificRecord record, RejectionReason reason, String detail)
            throws Exception {
        send(record);
        OutputRecord refusal = decode.getSideOutput(DecodeUpdate.REJECTED).remove().getValue();
        Rejection rejection = RecordCodec.decode(refusal.value(), Rejection.class);
        assertThat(rejection.getReason()).isEqualTo(reason);
        assertThat(rejection.getDetail()).isEqualTo(detail);
        assertThat(decode.extractOutputValues())
                .as("moves the clock at most")
                .allMatch(UpdateHeader::isTimeOnly);
    }

    @Test
    void share_isCutLikeAnUpdate_andNothingIsSaidOfItsNumbers() throws Exception {
        send(share(1_000, 1_100).build());
        UpdateHeader header = decode.extractOutputValues().get(0);
        assertThat(header.seedId()).isEqualTo(-5);
        assertThat(header.chunks()[0].to()).isEqualTo(2_100);
        assertThat(header.statistics().norm()).isZero();
        List<Piece> pieces =
                decode.getSideOutput(DecodeUpdate.PIECES).stream()
                        .map(StreamRecord::getValue)
                        .toList();
        assertThat(pieces).extracting(piece -> piece.key().slice()).containsExactly(0, 1, 2);
        assertThat(pieces).extracting(Piece::count).containsExactly(24, 1_024, 52);
    }

    @Test
    void word_ofTheHelper_hasNoPayload() throws Exception {
        send(word());
        assertThat(decode.extractOutputValues().get(0).isWord()).isTrue();
        assertThat(decode.getSideOutput(DecodeUpdate.PIECES)).isNull();
    }

    @Test
    void word_ofSomebodyElse_isRefused() throws Exception {
        assertRefused(
                ShareHeld.newBuilder(word()).setSequence(5).build(),
                RejectionReason.UNAUTHORISED,
                "whoever wrote this word of a share does not have this job's party key");
        decode.close();
        decode = Harnesses.decode(SLICE, PartyKeySource.none());
        decode.open();
        assertRefused(
                word(),
                RejectionReason.UNAUTHORISED,
                "this job has no party key to know a helper by");
    }

    @Test
    void share_thatContradictsItself_isRefused() throws Exception {
        assertRefused(
                share(4_000, 1_001).build(),
                RejectionReason.WRONG_LENGTH,
                "components 4000 to 5001 do not fit a totalLength of 5000");
        assertRefused(
                share(0, 1).setNumbers(ByteBuffer.allocate(3)).build(),
                RejectionReason.MALFORMED,
                "a share cannot have 3 bytes of numbers");
        assertRefused(
                share(0, 1).setSeedId(0).build(),
                RejectionReason.MALFORMED,
                "seedId is 0: draw another seed");
        assertRefused(
                share(0, 1).setExamples(0).build(), RejectionReason.NO_EXAMPLES, "examples is 0");
        assertRefused(
                share(0, 1).setDeviceId("e").build(),
                RejectionReason.MALFORMED,
                "the record's key is another: send it with the device id as its key, e");
        assertRefused(share(-1, 1).build(), RejectionReason.MALFORMED, "from is negative: -1");
        assertRefused(
                share(0, 1).setSignature(ByteBuffer.allocate(3)).build(),
                RejectionReason.MALFORMED,
                "signature has 3 bytes, not 64");
    }

    /** The leader must not have it; the device has to be mended. */
    @Test
    void seed_onTheLeadersTopic_isRefused() throws Exception {
        send(new SeedShare("m", "d", 4L, 3L, 1, 20L, 5_000, ByteBuffer.wrap(new byte[16]), 7));
        OutputRecord refusal = decode.getSideOutput(DecodeUpdate.REJECTED).remove().getValue();
        assertThat(RecordCodec.decode(refusal.value(), Rejection.class).getReason())
                .isEqualTo(RejectionReason.MALFORMED);
    }
}
