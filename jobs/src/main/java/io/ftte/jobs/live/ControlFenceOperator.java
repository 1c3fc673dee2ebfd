package io.ftte.jobs.live;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.OptionsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Turns control records into messages for their model, and holds event time back until the
 * registrations that lay on the topic before this run have been read.
 *
 * <p>A starting job writes a fence to the control topic. Until it comes by, no watermark leaves
 * here, so the Sequencer decides nothing; from then on the control topic holds nobody up. That the
 * fence came by is in the state, because a restart resumes behind it. End offsets would not do: a
 * transaction's marker or compaction may leave nothing to read at the last one.
 */
final class ControlFenceOperator extends AbstractStreamOperator<ControlMessage>
        implements OneInputStreamOperator<RawRecord, ControlMessage> {
    private static final long serialVersionUID = 1;

    private final String runId;

    /** Empty where nothing does. */
    private final String withoutState;

    private transient ListState<String> passed;

    ControlFenceOperator(String runId) {
        this(runId, Optional.empty());
    }

    /**
     * @param withoutState what forbids the job to run without state
     */
    ControlFenceOperator(String runId, Optional<String> withoutState) {
        this.runId = runId;
        this.withoutState = withoutState.orElse("");
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        if (!context.isRestored() && !withoutState.isEmpty()) {
            // A restart would find no state either.
            throw new SuppressRestartsException(new OptionsException(withoutState));
        }
        passed =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("passed-fence", Types.STRING));
    }

    @Override
    public void open() throws Exception {
        super.open();
        for (String fence : passed.get()) {
            if (fence.equals(runId)) {
                // Not from here: the operators behind may not be open yet.
                getProcessingTimeService()
                        .registerTimer(
                                getProcessingTimeService().getCurrentProcessingTime(),
                                time -> release());
            }
        }
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) throws Exception {
        RawRecord record = element.getValue();
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (key.equals(ControlKey.FENCE)) {
            if (fence(record).filter(runId::equals).isPresent()) {
                passed.update(List.of(runId));
                release();
            }
            return;
        }
        Optional<ControlKey> ofModel = ControlKey.parse(key);
        boolean isTombstone = record.value().length == 0;
        if (isTombstone && ofModel.filter(ControlKey::isHead).isEmpty()) {
            return;
        }
        Optional<String> about = ofModel.map(ControlKey::modelId).or(() -> ControlKey.device(key));
        // A record under a strange key goes on: the Sequencer refuses it with its provenance.
        output.collect(
                new StreamRecord<>(
                        new ControlMessage(
                                about.orElse(key),
                                record.partition(),
                                record.offset(),
                                record.value())));
    }

    private static Optional<String> fence(RawRecord record) {
        try {
            return Optional.of(RecordCodec.decode(record.value(), ControlFence.class).getRunId());
        } catch (WireException e) {
            LOG.warn("ignored a fence at offset {}: {}", record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        // Only the end of a bounded topic comes this way.
        if (watermark.equals(Watermark.MAX_WATERMARK)) {
            release();
        }
    }

    private void release() {
        output.emitWatermark(Watermark.MAX_WATERMARK);
    }
}
