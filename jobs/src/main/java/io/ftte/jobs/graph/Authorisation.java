package io.ftte.jobs.graph;

import io.ftte.operators.intake.KeyMessage;
import io.ftte.operators.intake.OperatorKeys;
import io.ftte.operators.intake.SignatureCheck;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * What stands between the partition's clock and the gate, and decides who may contribute.
 *
 * @param proves whether headers must carry a proof of who sent them
 * @param step the way through it
 */
public record Authorisation(
        boolean proves, UnaryOperator<SingleOutputStreamOperator<UpdateHeader>> step) {

    /** Whoever may write to the update topic. */
    public static Authorisation none() {
        return new Authorisation(false, UnaryOperator.identity());
    }

    /**
     * Whoever signs with a key of the device.
     *
     * @param profiles whose watermark stays at its minimum until those that lay on the topic have
     *     been read
     * @param control for what the operator says of keys
     * @param check which keys count
     */
    public static Authorisation signatures(
            DataStream<RawRecord> profiles,
            DataStream<ControlMessage> control,
            SignatureCheck check) {
        DataStream<KeyMessage> keys =
                profiles.map(KeyMessage::profile, TypeInformation.of(KeyMessage.class))
                        .uid("profile-keys")
                        .name("profile-keys")
                        .setParallelism(1)
                        .union(
                                control.flatMap(new OperatorKeys())
                                        .uid("operator-keys")
                                        .name("operator-keys"));
        return new Authorisation(
                true,
                headers ->
                        headers.connect(keys)
                                .keyBy(UpdateHeader::deviceId, KeyMessage::deviceId)
                                .process(check)
                                .uid("signature-check")
                                .name("signature-check"));
    }

    /**
     * Whomever a live job let in: keys come and go beside the updates, so only what it decided is
     * the same again.
     *
     * @param refused join keys of the records that it refused as unauthorised
     */
    public static Authorisation recorded(Set<Long> refused) {
        if (refused.isEmpty()) {
            return none();
        }
        return new Authorisation(
                false,
                headers ->
                        headers.map(new RecordedRefusals(Set.copyOf(refused)))
                                .uid("recorded-refusals")
                                .name("recorded-refusals"));
    }

    private record RecordedRefusals(Set<Long> refused)
            implements MapFunction<UpdateHeader, UpdateHeader> {
        @Override
        public UpdateHeader map(UpdateHeader header) {
            return refused.contains(header.chunks()[0].joinKey())
                    ? header.refused(RejectionReason.UNAUTHORISED, "as the live job decided")
                    : header;
        }
    }
}
