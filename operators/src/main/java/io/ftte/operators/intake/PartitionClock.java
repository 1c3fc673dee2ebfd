package io.ftte.operators.intake;

import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives each header its order time o = max(t, M − B), M the time of its partition so far and B the
 * out-of-orderness bound; the update is late if t &lt; M − B. Keyed by partition. Decided by data
 * alone: the partition's watermark is at most M − B − 1, so o is always ahead of it.
 *
 * <p>M is the newest tick, or what the {@link RecentDevices} have reached; without ticks the newest
 * record. A header that is further ahead of M than a clock may be waits for the next tick, which
 * was written after it: one that is ahead of that as well is refused. So a replay refuses what the
 * live job did. A partition has no time before its first tick, and all that came until then waits
 * for it: that is how a partition can be added to a topic that is being read.
 */
public final class PartitionClock
        extends KeyedProcessFunction<Integer, UpdateHeader, UpdateHeader> {
    private static final long serialVersionUID = 1;

    /** The end of a bounded input, after which no tick comes. */
    private static final long END = Long.MAX_VALUE;

    private final EventTime time;
    private final long outOfOrdernessMs;
    private final long maxAheadMs;

    private transient ValueState<Long> newest;
    private transient ValueState<Boolean> ticked;
    private transient ValueState<RecentDevices> recent;
    private transient MapState<Long, List<UpdateHeader>> ahead;
    private transient ValueState<Long> leastAhead;

    public PartitionClock(EventTime time) {
        this.time = time;
        this.outOfOrdernessMs = time.outOfOrderness().toMillis();
        this.maxAheadMs = time.maxClockSkew().toMillis();
    }

    @Override
    public void open(OpenContext context) {
        newest = States.value(getRuntimeContext(), "newest-event-time", Long.class);
        if (!time.ticks()) {
            return;
        }
        ticked = States.value(getRuntimeContext(), "ticked", Boolean.class);
        recent = States.value(getRuntimeContext(), "recent-devices", RecentDevices.class);
        ahead = States.numberedLists(getRuntimeContext(), "ahead", UpdateHeader.class);
        leastAhead = States.value(getRuntimeContext(), "least-ahead", Long.class);
    }

    @Override
    public void processElement(UpdateHeader header, Context context, Collector<UpdateHeader> out)
            throws Exception {
        long m = advance(header);
        if (!time.ticks()) {
            if (!header.isTimeOnly()) {
                order(header, m, out);
            }
            return;
        }
        boolean begun = ticked.value() != null;
        if (!header.isTimeOnly()) {
            if (begun && !isAhead(header.eventTime(), m)) {
                order(header, m, out);
            } else {
                hold(header, context);
            }
        }
        if (begun) {
            release(m, out);
        }
        if (header.isTick()) {
            refuseAhead(m, out);
        }
    }

    private boolean isAhead(long t, long m) {
        return t - maxAheadMs > m;
    }

    /** Takes the record in and returns M. */
    private long advance(UpdateHeader header) throws Exception {
        long reached = header.eventTime();
        if (time.ticks() && header.isTick()) {
            ticked.update(true);
        } else if (time.ticks()) {
            RecentDevices devices = recent.value() == null ? new RecentDevices() : recent.value();
            reached = devices.reached(header.deviceId(), header.eventTime());
            recent.update(devices);
        }
        Long before = newest.value();
        if (before == null || reached > before) {
            newest.update(reached);
            return reached;
        }
        return before;
    }

    private void order(UpdateHeader header, long m, Collector<UpdateHeader> out) {
        long bound = m - outOfOrdernessMs;
        out.collect(
                header.ordered(Math.max(header.eventTime(), bound), header.eventTime() < bound));
    }

    private void hold(UpdateHeader header, Context context) throws Exception {
        long t = header.eventTime();
        List<UpdateHeader> sameTime = ahead.get(t);
        if (sameTime == null) {
            sameTime = new ArrayList<>(1);
        }
        sameTime.add(header);
        ahead.put(t, sameTime);
        if (leastAhead.value() == null || t < leastAhead.value()) {
            leastAhead.update(t);
        }
        context.timerService().registerEventTimeTimer(END);
    }

    /** Lets those go of which M has come near enough; they came in time, so none is late. */
    private void release(long m, Collector<UpdateHeader> out) throws Exception {
        Long least = leastAhead.value();
        if (least == null || isAhead(least, m)) {
            return;
        }
        long rest = Long.MAX_VALUE;
        Iterator<Map.Entry<Long, List<UpdateHeader>>> all = ahead.iterator();
        while (all.hasNext()) {
            Map.Entry<Long, List<UpdateHeader>> sameTime = all.next();
            long t = sameTime.getKey();
            if (isAhead(t, m)) {
                rest = Math.min(rest, t);
                continue;
            }
            for (UpdateHeader header : sameTime.getValue()) {
                out.collect(header.ordered(Math.max(t, m - outOfOrdernessMs), false));
            }
            all.remove();
        }
        if (rest == Long.MAX_VALUE) {
            leastAhead.clear();
        } else {
            leastAhead.update(rest);
        }
    }

    /** Refuses what a tick that was written later has not come near to. */
    private void refuseAhead(long m, Collector<UpdateHeader> out) throws Exception {
        if (leastAhead.value() == null) {
            return;
        }
        for (List<UpdateHeader> sameTime : ahead.values()) {
            for (UpdateHeader header : sameTime) {
                out.collect(
                        header.ordered(m, false)
                                .refused(
                                        RejectionReason.CLOCK_SKEW,
                                        "timestamp "
                                                + header.eventTime()
                                                + " is more than "
                                                + time.maxClockSkew()
                                                + " ahead of the job's tick after it, "
                                                + m));
            }
        }
        ahead.clear();
        leastAhead.clear();
    }

    /** The input has ended: what waits for a tick has none to be compared with. */
    @Override
    public void onTimer(long end, OnTimerContext context, Collector<UpdateHeader> out)
            throws Exception {
        for (List<UpdateHeader> sameTime : ahead.values()) {
            for (UpdateHeader header : sameTime) {
                long m = newest.value();
                long bound = m == Long.MIN_VALUE ? m : m - outOfOrdernessMs;
                out.collect(header.ordered(Math.max(header.eventTime(), bound), false));
            }
        }
        ahead.clear();
        leastAhead.clear();
    }
}
