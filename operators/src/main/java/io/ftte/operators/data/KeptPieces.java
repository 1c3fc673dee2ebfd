package io.ftte.operators.data;

import io.ftte.aggregation.robust.KeptPart;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.robust.RobustSum;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.SliceCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;

/**
 * The pieces of an open buffer under a robust rule, which needs all of them at once. They stay
 * where they waited, so that a checkpoint names them as it names those that wait.
 */
final class KeptPieces {
    private final MapState<Long, SliceCommand> commands;
    private final MapState<Long, Piece> payloads;
    private final Completion completion;
    private final RobustSum sum = new RobustSum();

    /** Gives a piece its values, where a checkpoint left it without. */
    interface Completion {
        Piece complete(Piece piece) throws IOException;
    }

    /**
     * @param commands by which pieces are kept, by their number
     * @param payloads of the slice
     */
    KeptPieces(
            MapState<Long, SliceCommand> commands,
            MapState<Long, Piece> payloads,
            Completion completion) {
        this.commands = commands;
        this.payloads = payloads;
        this.completion = completion;
    }

    /** The command's piece, which is there, counts once the buffer is full. */
    void keep(SliceCommand keep) throws Exception {
        commands.put(keep.number(), keep);
    }

    /** The sum over the slice of all that was kept; nothing is from then on. */
    float[] reduce(SliceCommand reduce) throws Exception {
        List<KeptPart> parts = new ArrayList<>();
        for (SliceCommand keep : inOrder()) {
            Piece piece = completion.complete(payloads.get(keep.joinKey()));
            parts.add(
                    new KeptPart(
                            keep.weight(),
                            piece.at(),
                            piece.count(),
                            piece.encoding(),
                            piece.values(),
                            piece.phase()));
        }
        float[] reduced = sum.of(new RobustRule(reduce.trim()), parts, reduce.length());
        forget();
        return reduced;
    }

    /** Of admission. */
    private Iterable<SliceCommand> inOrder() throws Exception {
        Map<Long, SliceCommand> ordered = new TreeMap<>();
        for (Map.Entry<Long, SliceCommand> entry : commands.entries()) {
            ordered.put(entry.getKey(), entry.getValue());
        }
        return ordered.values();
    }

    /** The buffer is given up, or was made a sum of. */
    void forget() throws Exception {
        for (SliceCommand keep : commands.values()) {
            payloads.remove(keep.joinKey());
        }
        commands.clear();
    }
}
