package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.encoding.SeedStream;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.sharing.ShareDecoder;
import io.ftte.operators.sharing.ShareFields;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads the records of the helper's topic of shares. What it refuses is refused without the record:
 * a seed does not belong on another topic.
 */
public final class DecodeSeeds extends ProcessFunction<RawRecord, SeedMessage> {
    private static final long serialVersionUID = 1;
    private static final byte[] NOTHING = {};

    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected-seeds") {};

    private final String topic;

    /**
     * @param topic named in rejections
     */
    public DecodeSeeds(String topic) {
        this.topic = topic;
    }

    @Override
    public void processElement(RawRecord raw, Context context, Collector<SeedMessage> out) {
        try {
            out.collect(decode(raw));
        } catch (WireException e) {
            context.output(
                    REJECTED,
                    Rejections.ofRaw(
                            topic,
                            new RawRecord(
                                    raw.partition(),
                                    raw.offset(),
                                    raw.timestamp(),
                                    raw.key(),
                                    NOTHING,
                                    ""),
                            RejectionReason.MALFORMED,
                            e.getMessage(),
                            null,
                            UpdateReader.device(raw.key()).orElse(null),
                            null));
        }
    }

    private static SeedMessage decode(RawRecord raw) throws WireException {
        if (!raw.refusal().isEmpty()) {
            throw new WireException(raw.refusal());
        }
        SeedShare share = RecordCodec.decode(raw.value(), SeedShare.class);
        if (share.getSeed().remaining() != SeedStream.SEED_BYTES) {
            throw new WireException(
                    "seed has "
                            + share.getSeed().remaining()
                            + " bytes, not "
                            + SeedStream.SEED_BYTES);
        }
        ShareFields fields = ShareFields.of(share);
        fields.check();
        if (fields.mostNorm() < 1) {
            throw new WireException(
                    "mostNorm is " + fields.mostNorm() + ": say to what the update was clipped");
        }
        if (!Arrays.equals(raw.key(), fields.deviceId().getBytes(UTF_8))) {
            throw new WireException(
                    "the record's key is not its device id: send it with " + fields.deviceId());
        }
        return new SeedMessage(
                fields,
                ShareDecoder.bytes(share.getSeed()),
                raw.partition(),
                raw.offset(),
                raw.timestamp());
    }
}
