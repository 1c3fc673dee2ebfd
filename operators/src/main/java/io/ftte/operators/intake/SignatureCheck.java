package io.ftte.operators.intake;

import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.Proof;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Refuses what the device named in it has not signed. Keyed by device; first input headers with a
 * proof, second input the records of the device topic. A refused header travels on with its reason.
 *
 * <p>Headers wait until event time has begun. The watermark of the second input stays at its
 * minimum until the profiles that lay on the topic before this run have been read, so no update is
 * refused because its key was still under way.
 */
public final class SignatureCheck
        extends KeyedCoProcessFunction<String, UpdateHeader, RawRecord, UpdateHeader> {
    private static final long serialVersionUID = 1;

    private static final String ALGORITHM = "Ed25519";

    private static final long BEFORE_EVENT_TIME = Long.MIN_VALUE;

    private final long expiryMs;

    private transient ValueState<DeviceIdentity> identity;
    private transient ListState<UpdateHeader> waiting;
    private transient Signature signature;
    private transient KeyFactory keys;

    /**
     * @param profileExpiry how long a key counts, from the profile that it came with
     */
    public SignatureCheck(Duration profileExpiry) {
        this.expiryMs = profileExpiry.toMillis();
    }

    @Override
    public void open(OpenContext context) throws GeneralSecurityException {
        identity = States.value(getRuntimeContext(), "identity", DeviceIdentity.class);
        waiting =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting", TypeInformation.of(UpdateHeader.class)));
        signature = Signature.getInstance(ALGORITHM);
        keys = KeyFactory.getInstance(ALGORITHM);
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

    @Override
    public void processElement2(RawRecord record, Context context, Collector<UpdateHeader> out)
            throws Exception {
        if (record.value().length == 0) {
            identity.clear();
            return;
        }
        DeviceProfile profile;
        try {
            profile = RecordCodec.decode(record.value(), DeviceProfile.class);
        } catch (WireException e) {
            return; // DeviceProfiles refuses it, with its provenance.
        }
        if (!profile.getDeviceId().equals(context.getCurrentKey()) || !record.hasTime()) {
            return;
        }
        ByteBuffer key = profile.getPublicKey();
        if (key == null || PublicKeys.problem(key).isPresent()) {
            identity.clear(); // DeviceProfiles refuses a key that is none.
            return;
        }
        DeviceIdentity registered = new DeviceIdentity();
        registered.publicKey = new byte[key.remaining()];
        key.duplicate().get(registered.publicKey);
        registered.registeredAt = record.timestamp();
        identity.update(registered);
    }

    private UpdateHeader checked(UpdateHeader header) throws Exception {
        if (header.isWord()) {
            return header.proven(); // The helper's, which decoding has checked.
        }
        DeviceIdentity device = identity.value();
        if (device == null) {
            return refused(header, "no key is registered for the device");
        }
        if (header.orderTime() - device.registeredAt > expiryMs) {
            return refused(header, "the profile with the device's key has expired");
        }
        if (!header.proof().isSigned()) {
            return refused(header, "the update is not signed");
        }
        return isSigned(header.proof(), device.publicKey)
                ? header.proven()
                : refused(header, "the signature is not the device's, or not of this update");
    }

    private boolean isSigned(Proof proof, byte[] publicKey) {
        try {
            signature.initVerify(keys.generatePublic(new X509EncodedKeySpec(publicKey)));
            signature.update(proof.digest());
            return signature.verify(proof.signature());
        } catch (GeneralSecurityException e) {
            // A key or a signature that is none; the device chose both.
            return false;
        }
    }

    private static UpdateHeader refused(UpdateHeader header, String why) {
        return header.refused(RejectionReason.UNAUTHORISED, why);
    }
}
