package io.ftte.cli.compare;

import io.ftte.cli.compare.Comparison.Outcome;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Looks at replays side by side, at the same times.
 *
 * @param model as it was registered
 * @param recorded the replay of the record as it was
 */
record Outcomes(
        ModelDefinition model,
        Replayed recorded,
        Timeline timeline,
        Optional<HeldOutData> heldOut) {
    /** Times at which the paths are sampled, and at which models are measured. */
    private static final int TIMES = 200;

    private static final int MEASURED = 50;

    /**
     * @param replays that of the record as it was first
     */
    static Outcomes of(
            ModelDefinition model, List<Replayed> replays, Optional<HeldOutData> heldOut) {
        return new Outcomes(
                model,
                replays.get(0),
                Timeline.of(
                        replays.stream().map(replay -> replay.statistics().times()).toList(),
                        TIMES),
                heldOut);
    }

    /**
     * @param progress hears now and then what share is done, 0 to 1
     */
    Outcome of(Replayed replay, DoubleConsumer progress) throws IOException {
        long[] versions = timeline.newest(replay.statistics().times());
        return new Outcome(
                replay.name(),
                replay.statistics(),
                versions,
                distance(replay, versions),
                accuracy(replay, versions, progress));
    }

    private double[] distance(Replayed replay, long[] versions) throws IOException {
        try (ModelPath a = recorded.path();
                ModelPath b = replay.path()) {
            return Distances.along(
                    a,
                    timeline.newest(recorded.statistics().times()),
                    b,
                    versions,
                    model.parameters());
        }
    }

    private double[] accuracy(Replayed replay, long[] versions, DoubleConsumer progress)
            throws IOException {
        if (heldOut.isEmpty()) {
            return new double[0];
        }
        try (ModelPath path = replay.path()) {
            return heldOut.get().along(path, versions, timeline.some(MEASURED), progress);
        }
    }
}
