package io.ftte.jobs.live;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Holds event time back until the profiles that lay on the device topic before this run have been
 * read: as {@link ControlFenceOperator} does, with a fence on each partition.
 */
final class DeviceFenceOperator extends AbstractStreamOperator<RawRecord>
        implements OneInputStreamOperator<RawRecord, RawRecord> {
    private static final long serialVersionUID = 1;

    private final String runId;
    private final int partitions;

    /** Run and partition of the fences that came by. */
    private transient ListState<String> passed;

    /**
     * @param partitions of the topic when the fences were written
     */
    DeviceFenceOperator(String runId, int partitions) {
        this.runId = runId;
        this.partitions = partitions;
    }

    /** Empty, so that no device can have it. */
    static byte[] fenceKey() {
        return new byte[0];
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        passed =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("passed-fences", Types.STRING));
    }

    @Override
    public void open() throws Exception {
        super.open();
        // Not from here: the operators behind may not be open yet.
        getProcessingTimeService()
                .registerTimer(
                        getProcessingTimeService().getCurrentProcessingTime(),
                        time -> releaseBehind(passedOfThisRun()));
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) throws Exception {
        RawRecord record = element.getValue();
        if (record.key().length > 0) {
            output.collect(element);
        } else if (isFence(record)) {
            Set<String> fences = passedOfThisRun();
            fences.add(runId + "/" + record.partition());
            passed.update(fences.stream().toList());
            releaseBehind(fences);
        }
    }

    private boolean isFence(RawRecord record) {
        try {
            return RecordCodec.decode(record.value(), ControlFence.class).getRunId().equals(runId);
        } catch (WireException e) {
            return false; // DeviceProfiles refuses it, with its provenance.
        }
    }

    private Set<String> passedOfThisRun() throws Exception {
        Set<String> fences = new TreeSet<>();
        for (String fence : passed.get()) {
            if (fence.startsWith(runId + "/")) {
                fences.add(fence);
            }
        }
        return fences;
    }

    private void releaseBehind(Set<String> fences) {
        if (fences.size() == partitions) {
            output.emitWatermark(Watermark.MAX_WATERMARK);
        }
    }

    @Override
    public void processWatermark(Watermark watermark) {
        // Profiles have no event time.
    }
}
