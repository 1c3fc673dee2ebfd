package io.ftte.operators.intake;

import io.ftte.operators.records.Rejections;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.PublicKeys;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Refuses what the device named in it has not signed. Keyed by device; first input headers with a
 * proof, second input the records of the device topic and what the operator says of keys. A refused
 * header travels on with its reason; which key counts {@link KeyRule} says.
 *
 * <p>Headers wait until event time has begun. The watermark of the second input stays at its
 * minimum until the profiles that lay on the topic before this run have been read, so no update is
 * refused because its key was still under way.
 *
 * <p>A header without a proof was decoded by a job that asked for none, and waited in its
 * savepoint.
 */
public final class SignatureCheck
        extends KeyedCoProcessFunction<String, UpdateHeader, KeyMessage, UpdateHeader> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected-keys") {};

    private static final long BEFORE_EVENT_TIME = Long.MIN_VALUE;

    private final String topic;
    private final Duration profileExpiry;
    private final Duration keyOverlap;

    private transient ValueState<DeviceIdentity> identity;
    private transient ListState<UpdateHeader> waiting;
    private transient KeyRule rule;

    /**
     * @param topic of the profiles, named in rejections
     * @param profileExpiry how long a key counts, from the newest profile that it came with
     * @param keyOverlap how long it counts beside the key that follows it
     */
    public SignatureCheck(String topic, Duration profileExpiry, Duration keyOverlap) {
        this.topic = topic;
        this.profileExpiry = profileExpiry;
        this.keyOverlap = keyOverlap;
    }

    @Override
    public void open(OpenContext context) {
        identity = States.value(getRuntimeContext(), "identity", DeviceIdentity.class);
        waiting =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting", TypeInformation.of(UpdateHeader.class)));
        rule = new KeyRule(profileExpiry, keyOverlap);
    }

    @Override
    public void processElement1(UpdateHeader header, Context context, Collector<UpdateHeader> out)
            throws Exception {
        if (context.timerService().currentWatermark() == BEFORE_EVENT_TIME) {
            waiting.add(header);
            context.timerService().registerEventTimeTimer(BEFORE_EVENT_TIME + 1);
        } else {
            out.collect(checked(header));
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<UpdateHeader> out)
            throws Exception {
        for (UpdateHeader header : waiting.get()) {
            out.collect(checked(header));
        }
        waiting.clear();
    }

    private UpdateHeader checked(UpdateHeader header) throws Exception {
        if (header.isWord()) {
            return header.proven(); // The helper's, which decoding has checked.
        }
        return rule.refusal(identity.value(), header)
                .map(why -> header.refused(RejectionReason.UNAUTHORISED, why))
                .orElseGet(header::proven);
    }

    @Override
    public void processElement2(KeyMessage message, Context context, Collector<UpdateHeader> out)
            throws Exception {
        DeviceIdentity before = identity.value();
        DeviceIdentity known = before == null ? new DeviceIdentity() : before;
        try {
            if (message.fromOperator()) {
                rule.admit(
                        known, RecordCodec.decode(message.record().value(), DeviceStanding.class));
            } else {
                profile(message, known, context);
            }
        } catch (WireException e) {
            return; // DeviceProfiles refuses it, with its provenance.
        }
        if (known.publicKey.length > 0) {
            identity.update(known);
        }
    }

    private void profile(KeyMessage message, DeviceIdentity known, Context context)
            throws WireException {
        RawRecord record = message.record();
        if (record.value().length == 0) {
            rule.withdraw(known);
            return;
        }
        DeviceProfile profile = RecordCodec.decode(record.value(), DeviceProfile.class);
        if (!profile.getDeviceId().equals(message.deviceId()) || !record.hasTime()) {
            return;
        }
        if (profile.getPublicKey() == null
                || PublicKeys.problem(profile.getPublicKey()).isPresent()) {
            rule.withdraw(known); // DeviceProfiles refuses a key that is none.
            return;
        }
        Optional<String> problem = rule.profile(known, profile, record.timestamp());
        if (problem.isPresent()) {
            context.output(
                    REJECTED,
                    Rejections.ofRaw(
                            topic,
                            record,
                            RejectionReason.UNAUTHORISED,
                            problem.get(),
                            null,
                            message.deviceId(),
                            null));
        }
    }
}
