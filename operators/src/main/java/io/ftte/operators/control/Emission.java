package io.ftte.operators.control;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.Weight;
import io.ftte.control.Decisions;
import io.ftte.control.FirstVersion;
import io.ftte.control.Model;
import io.ftte.control.Removal;
import io.ftte.control.Revision;
import io.ftte.control.VersionClose;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.sharing.SumRequests;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.UpdateHeader;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;

/**
 * Emits what a model decides while the Sequencer handles one element – commands to the data plane
 * and the ledger, records for devices – and counts it.
 */
class Emission implements Decisions<UpdateHeader> {
    private final String topic;
    private final Model model;
    private final ModelMetrics metrics;
    private final SliceCommands slices;
    private final KeyedCoProcessFunction<?, ?, ?, ?>.Context context;

    /**
     * @param topic of the updates, named in rejections
     */
    Emission(
            String topic,
            Model model,
            ModelMetrics metrics,
            SliceCommands slices,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        this.topic = topic;
        this.model = model;
        this.metrics = metrics;
        this.slices = slices;
        this.context = context;
    }

    @Override
    public void admit(UpdateHeader update, Weight weight, int fill) {
        slices.admit(update, weight);
        metrics.admitted(update.late());
        metrics.of(update.modelId(), fill).admitted(weight, update.late(), fill);
    }

    @Override
    public void drop(UpdateHeader update, Refusal refusal) {
        emitDrop(update, refusal);
        metrics.rejected(update.modelId(), model, refusal.reason());
    }

    /** The same without counting it. */
    void emitDrop(UpdateHeader update, Refusal refusal) {
        slices.drop(update);
        for (Chunk chunk : update.chunks()) {
            reject(Rejections.ofChunk(topic, update, chunk, refusal.reason(), refusal.detail()));
        }
    }

    final void reject(OutputRecord rejection) {
        context.output(Sequencer.REJECTED, rejection);
    }

    @Override
    public void close(VersionClose close) {
        slices.close(close);
        if (close.model().sharing().isPresent()) {
            context.output(Sequencer.SUM_REQUESTS, SumRequests.of(close));
        }
        announcements().close(close);
        SequencerMetrics made = metrics.of(close.model().modelId(), 0);
        made.published(close.eventTime() - close.openedAt());
        close.noise().ifPresent(noise -> made.spent(noise.spent()));
    }

    @Override
    public void begin(FirstVersion first) {
        announcements().begin(first);
    }

    @Override
    public void revise(Revision revision) {
        announcements().revise(revision);
    }

    @Override
    public void end(Removal removal) {
        slices.reset(removal.model());
        announcements().end(removal);
    }

    private ModelAnnouncements announcements() {
        return new ModelAnnouncements(context);
    }

    @Override
    public void refuse(Refusal refusal) {
        throw new IllegalStateException("no record of the control topic is at hand: " + refusal);
    }
}
