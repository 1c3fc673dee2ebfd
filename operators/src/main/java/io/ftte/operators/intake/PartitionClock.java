package io.ftte.operators.intake;

import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.UpdateHeader;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives each header its order time o = max(t, M − B), M the newest event time of its partition so
 * far and B the out-of-orderness bound; the update is late if t &lt; M − B. Keyed by partition.
 * Decided by data alone: the partition's watermark is M − B − 1, so o is always ahead of it.
 */
public final class PartitionClock
        extends KeyedProcessFunction<Integer, UpdateHeader, UpdateHeader> {
    private static final long serialVersionUID = 1;

    private final long outOfOrdernessMs;
    private transient ValueState<Long> newest;

    public PartitionClock(Duration outOfOrderness) {
        this.outOfOrdernessMs = outOfOrderness.toMillis();
    }

    @Override
    public void open(OpenContext context) {
        newest = States.value(getRuntimeContext(), "newest-event-time", Long.class);
    }

    @Override
    public void processElement(UpdateHeader header, Context context, Collector<UpdateHeader> out)
            throws Exception {
        Long before = newest.value();
        long t = header.eventTime();
        long m = before == null ? t : Math.max(before, t);
        if (before == null || m > before) {
            newest.update(m);
        }
        if (!header.isTimeOnly()) {
            long bound = m - outOfOrdernessMs;
            out.collect(header.ordered(Math.max(t, bound), t < bound));
        }
    }
}
