package io.ftte.operators.intake;

import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.wire.UpdateReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives each record of the topic of decisions its order time o = max(t, M − B), as {@link
 * PartitionClock} does for updates; only the job writes there, so each of its records moves M.
 * Keyed by partition.
 */
public final class DecisionClock extends KeyedProcessFunction<Integer, RawRecord, ControlMessage> {
    private static final long serialVersionUID = 1;

    private final long outOfOrdernessMs;
    private transient ValueState<Long> newest;
    private transient UpdateReader reader;

    public DecisionClock(Duration outOfOrderness) {
        this.outOfOrdernessMs = outOfOrderness.toMillis();
    }

    @Override
    public void open(OpenContext context) {
        newest = States.value(getRuntimeContext(), "newest-event-time", Long.class);
        reader = new UpdateReader();
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<ControlMessage> out)
            throws Exception {
        if (!record.hasTime()) {
            return;
        }
        Long before = newest.value();
        long m = before == null ? record.timestamp() : Math.max(before, record.timestamp());
        newest.update(m);
        if (!reader.isTick(record.value())) {
            out.collect(
                    new ControlMessage(
                            new String(record.key(), StandardCharsets.UTF_8),
                            record.partition(),
                            record.offset(),
                            record.value(),
                            Math.max(record.timestamp(), m - outOfOrdernessMs)));
        }
    }
}
