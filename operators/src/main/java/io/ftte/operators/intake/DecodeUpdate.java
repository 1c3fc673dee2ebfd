package io.ftte.operators.intake;

import io.ftte.aggregation.PayloadRule;
import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.encoding.UpdateDigest;
import io.ftte.operators.records.Payload;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.RejectionMetrics;
import io.ftte.operators.sharing.ShareDecoder;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.Proof;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Bytes → one header (main output) and the payload cut into pieces (side output). Refuses what is
 * wrong with the record itself; a refused record that has a time still sends a header, for the
 * clock of its partition. Chained to the source; keeps no state and knows no models.
 */
public final class DecodeUpdate extends ProcessFunction<RawRecord, UpdateHeader> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<Piece> PIECES = new OutputTag<>("pieces") {};
    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected-at-decode") {};

    private final String topic;
    private final int sliceSize;
    private final boolean proves;
    private final PartyKeySource partyKey;

    private transient UpdateReader reader;
    private transient ShareDecoder shares;
    private transient UpdateDigest digest;
    private transient StatisticsAccumulator statistics;
    private transient Counter received;
    private transient RejectionMetrics rejections;

    /**
     * @param topic named in rejections
     * @param sliceSize components of a slice, a multiple of 1,024
     * @param proves whether headers carry what their signature is checked by
     * @param partyKey by which the helper of models of two parties is known
     */
    public DecodeUpdate(String topic, int sliceSize, boolean proves, PartyKeySource partyKey) {
        this.topic = topic;
        this.sliceSize = sliceSize;
        this.proves = proves;
        this.partyKey = partyKey;
    }

    @Override
    public void open(OpenContext context) {
        reader = new UpdateReader();
        shares = new ShareDecoder(partyKey.read(), sliceSize, proves);
        digest = new UpdateDigest();
        statistics = new StatisticsAccumulator();
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        received = metrics.addGroup("ftte").counter("received");
        rejections = RejectionMetrics.ofUnknownModels(metrics);
    }

    @Override
    public void processElement(RawRecord raw, Context context, Collector<UpdateHeader> out) {
        try {
            decode(raw, context, out);
        } catch (WireException e) {
            refuseUnreadable(raw, e.getMessage(), context, out);
        }
    }

    private void decode(RawRecord raw, Context context, Collector<UpdateHeader> out)
            throws WireException {
        if (!raw.refusal().isEmpty()) {
            throw new WireException(raw.refusal());
        }
        switch (reader.read(raw.value())) {
            case TICK -> {
                if (raw.hasTime()) {
                    out.collect(UpdateHeader.tick(raw.partition(), raw.timestamp()));
                }
            }
            case SHARE -> decodeShare(raw, context, out);
            case UPDATE -> decodeUpdate(raw, context, out);
        }
    }

    private void decodeShare(RawRecord raw, Context context, Collector<UpdateHeader> out)
            throws WireException {
        ShareDecoder.Share share = shares.decode(raw);
        UpdateHeader header = share.header();
        RejectionReason reason = header.refusal().orElse(null);
        String detail = header.detail();
        if (!isKeyOf(raw, header.deviceId())) {
            reason = RejectionReason.MALFORMED;
            detail = wrongKey(raw, header.deviceId());
        }
        if (!header.isWord()) {
            received.inc();
        }
        if (reason != null) {
            refuse(
                    raw,
                    reason,
                    detail,
                    header.modelId(),
                    header.deviceId(),
                    header.sequence(),
                    context,
                    out);
            return;
        }
        share.payload().ifPresent(payload -> emitPieces(raw, payload, context));
        out.collect(header);
    }

    private static boolean isKeyOf(RawRecord raw, String deviceId) {
        return Arrays.equals(raw.key(), deviceId.getBytes(StandardCharsets.UTF_8));
    }

    private void decodeUpdate(RawRecord raw, Context context, Collector<UpdateHeader> out) {
        received.inc();
        if (!isKeyOf(raw, reader.deviceId())) {
            refuse(raw, RejectionReason.MALFORMED, wrongKey(raw, reader.deviceId()), context, out);
            return;
        }
        if (!reader.fits()) {
            refuse(raw, RejectionReason.WRONG_LENGTH, overrun(), context, out);
            return;
        }
        UpdateStatistics numbers =
                statistics
                        .compute(
                                reader.encoding(),
                                raw.value(),
                                reader.deltaOffset(),
                                reader.components())
                        .result();
        Optional<Refusal> refusal = PayloadRule.refusal(numbers, reader.examples());
        if (refusal.isPresent()) {
            refuse(raw, refusal.get().reason(), refusal.get().detail(), context, out);
        } else {
            emitPieces(raw, Payload.of(reader, raw.value()), context);
            out.collect(header(raw, numbers));
        }
    }

    private static String wrongKey(RawRecord raw, String deviceId) {
        return (raw.key().length == 0 ? "the record has no key" : "the record's key is another")
                + ": send it with the device id as its key, "
                + deviceId;
    }

    private String overrun() {
        return "components %d to %d do not fit a totalLength of %d"
                .formatted(
                        reader.from(),
                        (long) reader.from() + reader.components(),
                        reader.totalLength());
    }

    private UpdateHeader header(RawRecord raw, UpdateStatistics numbers) {
        return new UpdateHeader(
                raw.partition(),
                reader.modelId(),
                reader.deviceId(),
                reader.sequence(),
                reader.baseVersion(),
                reader.planId(),
                reader.examples(),
                reader.totalLength(),
                sliceSize,
                raw.timestamp(),
                raw.timestamp(),
                false,
                new Chunk[] {new Chunk(raw.partition(), raw.offset(), reader.from(), numbers)},
                null,
                "",
                proves ? proof(raw) : null,
                0,
                0);
    }

    private Proof proof(RawRecord raw) {
        if (!reader.isSigned()) {
            return Proof.none();
        }
        int from = reader.signatureOffset();
        return new Proof(
                digest.of(
                        reader.header(),
                        raw.value(),
                        reader.deltaOffset(),
                        reader.deltaLength(),
                        raw.timestamp()),
                Arrays.copyOfRange(raw.value(), from, from + UpdateReader.SIGNATURE_BYTES));
    }

    private void emitPieces(RawRecord raw, Payload payload, Context context) {
        long joinKey = JoinKey.of(raw.partition(), raw.offset());
        for (int at = payload.from(); at < payload.to(); ) {
            int slice = at / sliceSize;
            int count = (int) Math.min(payload.to(), (slice + 1L) * sliceSize) - at;
            context.output(
                    PIECES,
                    new Piece(
                            new SliceKey(payload.modelId(), payload.planId(), slice),
                            joinKey,
                            at - slice * sliceSize,
                            count,
                            payload.encoding(),
                            payload.phase(at),
                            payload.cut(at, count)));
            at += count;
        }
    }

    private void refuse(
            RawRecord raw,
            RejectionReason reason,
            String detail,
            Context context,
            Collector<UpdateHeader> out) {
        refuse(
                raw,
                reason,
                detail,
                reader.modelId(),
                reader.deviceId(),
                reader.sequence(),
                context,
                out);
    }

    private void refuseUnreadable(
            RawRecord raw, String detail, Context context, Collector<UpdateHeader> out) {
        refuse(
                raw,
                RejectionReason.MALFORMED,
                detail,
                null,
                UpdateReader.device(raw.key()).orElse(null),
                null,
                context,
                out);
    }

    private void refuse(
            RawRecord raw,
            RejectionReason reason,
            String detail,
            String modelId,
            String deviceId,
            Long sequence,
            Context context,
            Collector<UpdateHeader> out) {
        rejections.count(reason);
        context.output(
                REJECTED,
                Rejections.ofRaw(topic, raw, reason, detail, modelId, deviceId, sequence));
        if (raw.hasTime()) {
            out.collect(
                    UpdateHeader.timeOnly(
                            raw.partition(),
                            UpdateReader.device(raw.key()).orElse(""),
                            raw.timestamp()));
        }
    }
}
