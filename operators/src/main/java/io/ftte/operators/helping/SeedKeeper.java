package io.ftte.operators.helping;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.sharing.PartyKey;
import io.ftte.encoding.SeedStream;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.runtime.States;
import io.ftte.operators.sharing.ShareFields;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The helper: keeps the shares that devices send it and says so, and when the leader asks for the
 * sum of some it makes tasks of it. A share goes into one sum, once. Keyed by model; first input
 * seeds, second what the leader asks for, in the order of its versions.
 *
 * <p>A sum waits until its shares are there: after a restart they may come again behind the
 * request. Nothing here asks the time, and both outputs may come twice: the leader takes the first.
 */
public final class SeedKeeper
        extends KeyedCoProcessFunction<String, SeedMessage, RawRecord, SumTask> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(SeedKeeper.class);
    private static final byte[] NOTHING = {};

    /** Where a request lay that had to wait. */
    private static final int UNKNOWN = -1;

    public static final OutputTag<StampedRecord> HELD = new OutputTag<>("held") {};
    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected-sums") {};

    /** To look through all devices for what is too stale is not for every version. */
    private static final int VERSIONS_A_CLEANING = 64;

    private final String sharesTopic;
    private final String requestsTopic;
    private final SumCheck check;
    private final PartyKeySource key;
    private final PrivacyKeySource noiseKey;

    private transient PartyKey partyKey;
    private transient boolean makesNoise;
    private transient MapState<String, HeldSeeds> devices;
    private transient MapState<Long, byte[]> asked;
    private transient ValueState<Long> newest;

    /**
     * @param sharesTopic named in rejections
     * @param requestsTopic named in rejections
     * @param minDevices fewest devices of a sum, see {@link SumCheck}
     * @param minNoise least noise of a sum, see there; 0 takes sums without
     * @param noiseKey without which sums of private models wait
     */
    public SeedKeeper(
            String sharesTopic,
            String requestsTopic,
            int minDevices,
            double minNoise,
            PartyKeySource key,
            PrivacyKeySource noiseKey) {
        this.sharesTopic = sharesTopic;
        this.requestsTopic = requestsTopic;
        check = new SumCheck(minDevices, minNoise);
        this.key = key;
        this.noiseKey = noiseKey;
    }

    @Override
    public void open(OpenContext context) {
        partyKey =
                key.read()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the helper has no party key: "
                                                        + PartyKeySource.ADVICE));
        makesNoise = noiseKey.read().isPresent();
        if (check.minNoise() > 0 && !makesNoise) {
            throw new IllegalStateException(
                    "min-noise is %s and the helper has no key to make noise with: %s"
                            .formatted(check.minNoise(), PrivacyKeySource.ADVICE));
        }
        devices =
                States.map(
                        getRuntimeContext(),
                        "devices",
                        Types.STRING,
                        TypeInformation.of(HeldSeeds.class));
        asked = States.numbered(getRuntimeContext(), "asked", TypeInformation.of(byte[].class));
        newest = States.value(getRuntimeContext(), "newest-asked", Long.class);
    }

    @Override
    public void processElement1(SeedMessage seed, Context context, Collector<SumTask> out)
            throws Exception {
        ShareFields fields = seed.fields();
        HeldSeeds device = devices.get(fields.deviceId());
        device = device == null ? new HeldSeeds() : device;
        Optional<String> repeat = device.used.repeat(fields.sequence());
        if (repeat.isPresent()) {
            refuse(seed, repeat.get(), context);
            return;
        }
        if (device.find(fields.sequence(), fields.seedId()).isEmpty()) {
            device.add(
                    new HeldSeed(
                            fields.sequence(),
                            fields.seedId(),
                            fields.baseVersion(),
                            fields.totalLength(),
                            seed.seed(),
                            fields.mostNorm()));
            devices.put(fields.deviceId(), device);
        }
        ShareHeld held = partyKey.proven(fields.held());
        context.output(
                HELD,
                new StampedRecord(
                        seed.time(), fields.deviceId().getBytes(UTF_8), RecordCodec.encode(held)));
        answerAsked(context, out);
    }

    @Override
    public void processElement2(RawRecord raw, Context context, Collector<SumTask> out)
            throws Exception {
        SumRequest request;
        try {
            request = RecordCodec.decode(raw.value(), SumRequest.class);
        } catch (WireException e) {
            refuse(raw, RejectionReason.MALFORMED, e.getMessage(), context);
            return;
        }
        Optional<String> malformed = SumCheck.malformed(request);
        if (malformed.isPresent()) {
            refuse(raw, RejectionReason.MALFORMED, malformed.get(), context);
            return;
        }
        // Later versions have smaller keys.
        long place = JoinKey.ofSum(request.getGeneration(), request.getVersion());
        if (newest.value() != null && place >= newest.value()) {
            return; // Asked before: what was answered then lies on the topic of sums.
        }
        newest.update(place);
        Optional<String> problem = check.problem(request);
        if (problem.isPresent()) {
            refuse(raw, RejectionReason.FEW_DEVICES, problem.get(), context);
            return;
        }
        Optional<String> used = usedShare(request);
        if (used.isPresent()) {
            refuse(raw, RejectionReason.DUPLICATE, used.get(), context);
            return;
        }
        if (!answer(request, raw, context, out)) {
            asked.put(place, raw.value());
        }
        if (request.getVersion() % VERSIONS_A_CLEANING == 0) {
            forgetBefore(request.getOldestBase());
        }
    }

    /** Two sums that differ in one share would tell it. */
    private Optional<String> usedShare(SumRequest request) throws Exception {
        for (ShareWeight share : request.getContributions()) {
            HeldSeeds device = devices.get(share.getDeviceId());
            if (device != null && device.used.repeat(share.getSequence()).isPresent()) {
                return Optional.of(
                        "share %d of device %s went into a sum before"
                                .formatted(share.getSequence(), share.getDeviceId()));
            }
        }
        return Optional.empty();
    }

    /** Requests that came before their shares. */
    private void answerAsked(Context context, Collector<SumTask> out) throws Exception {
        if (asked.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<Long, byte[]>> waiting = asked.iterator();
        while (waiting.hasNext()) {
            byte[] value = waiting.next().getValue();
            RawRecord raw = RawRecord.of(UNKNOWN, UNKNOWN, 0, NOTHING, value);
            if (answer(RecordCodec.decode(value, SumRequest.class), raw, context, out)) {
                waiting.remove();
            }
        }
    }

    /**
     * Makes the tasks of a sum, or refuses it, where all of its shares are there.
     *
     * @return whether they are
     */
    private boolean answer(
            SumRequest request, RawRecord raw, Context context, Collector<SumTask> out)
            throws Exception {
        if (request.getNoiseMultiple() > 0 && !makesNoise) {
            LOG.warn(
                    "model {} is private and the helper has no key to make its half of the noise:"
                            + " {}",
                    request.getModelId(),
                    PrivacyKeySource.ADVICE);
            return false;
        }
        List<HeldSeed> held = held(request);
        if (held.size() < request.getContributions().size()) {
            return false;
        }
        Optional<String> littleNoise = check.littleNoise(request, held);
        if (littleNoise.isPresent()) {
            refuse(raw, RejectionReason.LITTLE_NOISE, littleNoise.get(), context);
            return true;
        }
        for (ShareWeight share : request.getContributions()) {
            HeldSeeds device = devices.get(share.getDeviceId());
            device.use(share);
            devices.put(share.getDeviceId(), device);
        }
        sum(request, held, out);
        return true;
    }

    /** The shares that a sum is of, in their order; fewer where some have not come. */
    private List<HeldSeed> held(SumRequest request) throws Exception {
        List<HeldSeed> all = new ArrayList<>();
        for (ShareWeight share : request.getContributions()) {
            HeldSeeds device = devices.get(share.getDeviceId());
            if (device != null) {
                device.find(share.getSequence(), share.getSeedId())
                        .filter(held -> held.length() == request.getLength())
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    private static void sum(SumRequest request, List<HeldSeed> held, Collector<SumTask> out) {
        byte[] seeds = new byte[held.size() * SeedStream.SEED_BYTES];
        for (int i = 0; i < held.size(); i++) {
            System.arraycopy(
                    held.get(i).seed(), 0, seeds, i * SeedStream.SEED_BYTES, SeedStream.SEED_BYTES);
        }
        int[] weights =
                request.getContributions().stream().mapToInt(ShareWeight::getWeight).toArray();
        byte[] nonce = SumNonce.of(request);
        int size = request.getSliceSize();
        for (int slice = 0; (long) slice * size < request.getLength(); slice++) {
            int from = slice * size;
            out.collect(
                    new SumTask(
                            request.getModelId(),
                            request.getGeneration(),
                            request.getVersion(),
                            request.getPlanId(),
                            slice,
                            from,
                            Math.min(size, request.getLength() - from),
                            seeds,
                            weights,
                            request.getNoiseMultiple(),
                            nonce));
        }
    }

    private void forgetBefore(long baseVersion) throws Exception {
        for (Map.Entry<String, HeldSeeds> device : devices.entries()) {
            if (device.getValue().forgetBefore(baseVersion)) {
                device.setValue(device.getValue());
            }
        }
    }

    private void refuse(SeedMessage seed, String why, Context context) {
        ShareFields fields = seed.fields();
        RawRecord place =
                new RawRecord(
                        seed.partition(),
                        seed.offset(),
                        seed.time(),
                        fields.deviceId().getBytes(UTF_8),
                        NOTHING,
                        "");
        context.output(
                REJECTED,
                Rejections.ofRaw(
                        sharesTopic,
                        place,
                        RejectionReason.DUPLICATE,
                        why,
                        fields.modelId(),
                        fields.deviceId(),
                        fields.sequence()));
    }

    private void refuse(RawRecord request, RejectionReason reason, String why, Context context) {
        LOG.warn("a sum of model {} is refused: {}", context.getCurrentKey(), why);
        context.output(
                REJECTED,
                Rejections.ofRaw(
                        requestsTopic, request, reason, why, context.getCurrentKey(), null, null));
    }
}
