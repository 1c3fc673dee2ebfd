package io.ftte.operators.intake;

import io.ftte.operators.planning.Sensitivities;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.PublicKeys;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Passes a device's profile on to each model that it names, and tells the models that it no longer
 * names. Keyed by the record's key, which is the device.
 */
public final class DeviceProfiles extends KeyedProcessFunction<String, RawRecord, ProfileMessage> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected") {};

    /** Models that one device may name. */
    private static final int MAX_MODELS = 64;

    private static final byte[] GONE = {};

    private final String topic;
    private transient ValueState<String[]> named;

    /**
     * @param topic of the profiles, named in rejections
     */
    public DeviceProfiles(String topic) {
        this.topic = topic;
    }

    /** The key of a record, for {@code keyBy}. */
    public static String device(RawRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    @Override
    public void open(OpenContext context) {
        named = States.value(getRuntimeContext(), "named-models", String[].class);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<ProfileMessage> out)
            throws Exception {
        Set<String> models;
        try {
            models = models(record, context.getCurrentKey());
        } catch (WireException | IllegalArgumentException e) {
            context.output(
                    REJECTED,
                    Rejections.ofRaw(
                            topic,
                            record,
                            RejectionReason.MALFORMED,
                            e.getMessage(),
                            null,
                            context.getCurrentKey(),
                            null));
            return;
        }
        String[] before = named.value() == null ? new String[0] : named.value();
        for (String model : before) {
            if (!models.contains(model)) {
                out.collect(message(model, record, GONE));
            }
        }
        for (String model : models) {
            out.collect(message(model, record, record.value()));
        }
        if (models.isEmpty()) {
            named.clear();
        } else if (!Arrays.asList(before).equals(models.stream().toList())) {
            named.update(models.toArray(new String[0]));
        }
    }

    private static Set<String> models(RawRecord record, String device) throws WireException {
        if (record.value().length == 0) {
            return Set.of();
        }
        SpecificRecord decoded = RecordCodec.decode(record.value());
        if (decoded instanceof ControlFence) {
            return Set.of();
        }
        if (!(decoded instanceof DeviceProfile profile)) {
            throw new WireException("expected a DeviceProfile");
        }
        if (!record.hasTime()) {
            throw new IllegalArgumentException(record.refusal());
        }
        if (!profile.getDeviceId().equals(device)) {
            throw new IllegalArgumentException(
                    "the record's key is not the device: send it with the key "
                            + profile.getDeviceId());
        }
        Set<String> models = new LinkedHashSet<>(profile.getModels());
        if (models.size() > MAX_MODELS) {
            throw new IllegalArgumentException(
                    "the profile names " + models.size() + " models; at most " + MAX_MODELS);
        }
        if (UpdateReader.device(record.key()).isEmpty()) {
            throw new IllegalArgumentException(
                    "deviceId has %d bytes: write 1 to 256 of UTF-8"
                            .formatted(record.key().length));
        }
        Optional<String> wrongKey =
                Optional.ofNullable(profile.getPublicKey()).flatMap(PublicKeys::problem);
        if (wrongKey.isPresent()) {
            throw new IllegalArgumentException(wrongKey.get());
        }
        Sensitivities.scaled(profile.getSensitivities());
        return models;
    }

    private static ProfileMessage message(String model, RawRecord record, byte[] value) {
        return new ProfileMessage(
                model,
                device(record),
                record.timestamp(),
                record.partition(),
                record.offset(),
                value);
    }
}
