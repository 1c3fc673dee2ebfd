package io.ftte.jobs;

import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Operators that fail one run of a job at chosen moments, one moment an attempt, and remember what
 * they saw. They find their memory by the run's id, because Flink sends copies of them around.
 */
final class Sabotage {
    /** What may go wrong, in the order of {@link #everything()}. */
    enum Failure {
        BEFORE_FIRST_CHECKPOINT,
        QUEUED_ADMISSIONS,
        BEFORE_COMMIT,
        UNCOMMITTED_OUTPUT
    }

    private static final Map<String, Sabotage> RUNS = new ConcurrentHashMap<>();

    private final String runId = UUID.randomUUID().toString();
    private final Map<Integer, Boolean> restored = new ConcurrentSkipListMap<>();
    private final Set<Failure> failures = ConcurrentHashMap.newKeySet();
    private final AtomicLong completedCheckpoint = new AtomicLong();
    private final List<Failure> plan;
    private volatile boolean armed;

    private Sabotage(List<Failure> plan) {
        this.plan = plan;
    }

    /** Everything goes wrong, one after the other. */
    static Sabotage everything() {
        return planned(Failure.values()).arm();
    }

    /** What goes wrong in the first attempt and so on, once it is armed. */
    static Sabotage planned(Failure... plan) {
        Sabotage run = new Sabotage(List.of(plan));
        RUNS.put(run.runId, run);
        return run;
    }

    Sabotage arm() {
        armed = true;
        return this;
    }

    static Sabotage of(String runId) {
        return RUNS.get(runId);
    }

    /** Whether this attempt's failure is the given one. */
    boolean isDue(Failure failure, int attempt) {
        return isToFail(attempt) && plan.get(attempt) == failure;
    }

    boolean isToFail(int attempt) {
        return armed && attempt < plan.size();
    }

    /** What went wrong so far; two subtasks may fail for one reason. */
    Set<Failure> failures() {
        return Set.copyOf(failures);
    }

    /** By attempt, whether it began from a checkpoint. */
    Map<Integer, Boolean> restored() {
        return Map.copyOf(restored);
    }

    void began(int attempt, boolean fromCheckpoint) {
        restored.put(attempt, fromCheckpoint);
    }

    void completed(long checkpointId) {
        completedCheckpoint.accumulateAndGet(checkpointId, Math::max);
    }

    boolean isComplete(long checkpointId) {
        return completedCheckpoint.get() >= checkpointId;
    }

    SabotageException fail(Failure failure) {
        failures.add(failure);
        return new SabotageException(failure);
    }

    /** Slows the updates down so that several checkpoints happen. */
    DataStream<RawRecord> updates(DataStream<RawRecord> updates) {
        return updates.transform(
                        "slow-updates", TypeInformation.of(RawRecord.class), new SlowUpdates(runId))
                .uid("slow-updates")
                .setParallelism(updates.getParallelism());
    }

    DataStream<Piece> payloads(DataStream<Piece> pieces) {
        return pieces.transform(
                        "held-payloads", TypeInformation.of(Piece.class), new HeldPayloads(runId))
                .uid("held-payloads")
                .setParallelism(pieces.getParallelism());
    }

    DataStream<OutputRecord> beforeSink(String name, DataStream<OutputRecord> records) {
        return records.transform(
                        "before-" + name,
                        TypeInformation.of(OutputRecord.class),
                        new UncommittedOutput(runId))
                .uid("before-" + name)
                .setParallelism(records.getParallelism());
    }

    /** The failure that was asked for. */
    static final class SabotageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SabotageException(Failure failure) {
            super("on purpose: " + failure);
        }
    }
}
