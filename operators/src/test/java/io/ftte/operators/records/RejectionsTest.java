package io.ftte.operators.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfiledDevice;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stranger's record may be as long as Kafka takes it; what refuses it may not. */
class RejectionsTest {
    private static final RejectionReason REASON = RejectionReason.MALFORMED;
    private static final String LONG = "ü".repeat(1 << 20);
    private static final byte[] VALUE = new byte[1 << 20];

    /** The original's part, and a few texts of 1,024 characters. */
    private static final int MOST = Rejections.MAX_ORIGINAL + (16 << 10);

    @Test
    void of_longIdsKeysAndDetails_staysSmall() throws Exception {
        byte[] key = LONG.getBytes(StandardCharsets.UTF_8);
        RawRecord raw = RawRecord.of(1, 2, 3, key, VALUE);
        List<OutputRecord> refusals =
                List.of(
                        Rejections.ofRaw("t", raw, REASON, LONG, LONG, LONG, 1L),
                        Rejections.ofControl(
                                "t", new ControlMessage(LONG, 1, 2, VALUE), REASON, LONG),
                        Rejections.ofProfile("t", LONG, LONG, new ProfiledDevice(), REASON, LONG));
        for (OutputRecord refusal : refusals) {
            assertThat(refusal.key().length + refusal.value().length).isLessThan(MOST);
            Rejection read = RecordCodec.decode(refusal.value(), Rejection.class);
            assertThat(read.getModelId()).startsWith("üü").hasSize(1024);
        }
    }
}
