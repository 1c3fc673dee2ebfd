package io.ftte.operators;

import io.ftte.operators.HarnessPipeline.Edge;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Runs {@link UpdateStream} with delays, stopping at cuts to restart from a snapshot with another
 * parallelism.
 */
final class RescalingScenario {
    /** Pieces are held up around it: admissions queue, drops come before their payloads. */
    static final int FIRST_CUT = 100;

    /** Commands to shards and ledger are held up around it: sums and reports come before them. */
    static final int SECOND_CUT = 170;

    /** By the cut's step: parallelism 1 → 2 → 1. */
    static final Map<Integer, Integer> ONE_TWO_ONE = Map.of(FIRST_CUT, 2, SECOND_CUT, 1);

    private static final int HELD_AFTER = 4;

    private static final Set<StatePiece> AT_SECOND_CUT =
            EnumSet.of(StatePiece.PAYLOADS, StatePiece.PARTS, StatePiece.REPORTS);

    private static final List<List<UpdateStream.Event>> STEPS = UpdateStream.steps();

    private RescalingScenario() {}

    /** Called right after a restart. */
    @FunctionalInterface
    interface AtCut {
        void accept(int step, HarnessPipeline pipeline) throws Exception;
    }

    /** Parallelism 1 throughout, nothing held up, no restart. */
    static Outcome undisturbed() throws Exception {
        return run((edge, step) -> false, Map.of(), (step, pipeline) -> {});
    }

    /**
     * @param held whether an edge is held up at a step
     * @param cuts the parallelism to restart with, by step
     */
    static Outcome run(BiPredicate<Edge, Integer> held, Map<Integer, Integer> cuts, AtCut atCut)
            throws Exception {
        HarnessPipeline pipeline = new HarnessPipeline(UpdateStream.PARTITIONS);
        try {
            for (int step = 0; step < STEPS.size(); step++) {
                if (cuts.containsKey(step)) {
                    pipeline.restart(cuts.get(step));
                    atCut.accept(step, pipeline);
                }
                for (UpdateStream.Event event : STEPS.get(step)) {
                    event.into(pipeline);
                }
                int now = step;
                pipeline.deliver(edge -> held.test(edge, now));
            }
            return pipeline.finish();
        } finally {
            pipeline.close();
        }
    }

    /** The delays that make every piece of state matter at one of the cuts. */
    static boolean heldAroundCuts(Edge edge, int step) {
        return switch (edge) {
            case PIECES -> step >= FIRST_CUT - 24 && step < FIRST_CUT + HELD_AFTER;
            case LEDGER_COMMANDS -> step >= SECOND_CUT - 30 && step < SECOND_CUT + HELD_AFTER;
            case SHARD_COMMANDS -> step >= SECOND_CUT - 15 && step < SECOND_CUT + HELD_AFTER;
            case COMMANDS, PARTS, HASHES -> false;
        };
    }

    /** The cut at which a piece of state is in use, and decides something afterwards. */
    static int cutThatNeeds(StatePiece piece) {
        return AT_SECOND_CUT.contains(piece) ? SECOND_CUT : FIRST_CUT;
    }
}
