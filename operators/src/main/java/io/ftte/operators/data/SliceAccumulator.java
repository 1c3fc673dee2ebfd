package io.ftte.operators.data;

import io.ftte.aggregation.WeightedSum;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Adds payloads into a slice's sum, strictly in the order that the Sequencer numbered them,
 * whichever of payload and command comes first. On close it hands the sum to the shards, or to the
 * layers where they make the step; that of a private model gets its noise first, and that of a
 * model with a robust rule is made only then. Keyed by slice.
 *
 * <p>A payload waits for the watermark, which lasts longer than a checkpoint takes to come around:
 * where the records can be read again, checkpoints say where it lies and not what it is.
 *
 * <p>A gap in the numbers would mean a lost or doubled update, so it fails the job.
 */
public final class SliceAccumulator
        extends KeyedCoProcessFunction<SliceKey, Piece, SliceCommand, SlicePart> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<LayerPart> LAYERS = new OutputTag<>("layer-parts") {};

    /** Counter of the pieces that this subtask added, or kept for a robust rule. */
    public static final String ACCUMULATED = "piecesAccumulated";

    private final UpdateRecords records;
    private final boolean refers;
    private final int sliceSize;
    private final PrivacyKeySource privacyKey;

    private transient ValueState<SliceState> slices;
    private transient MapState<Long, Piece> payloads;
    private transient MapState<Long, SliceCommand> commands;
    private transient MapState<Long, Boolean> dropped;
    private transient WeightedSum weightedSum;
    private transient WeightedSum roundedSum;
    private transient SliceNoise noise;
    private transient KeptPieces kept;
    private transient SliceShares shares;
    private transient Counter accumulated;
    private transient ReadAgain readAgain;

    /**
     * @param records where payloads lie that a checkpoint names; without them one that does, cannot
     *     be restored
     * @param refers whether checkpoints name payloads, not hold them; needs records
     * @param sliceSize components of a slice, as the decoder cuts
     * @param privacyKey where the secret of private models' noise is
     */
    public SliceAccumulator(
            Optional<UpdateRecords> records,
            boolean refers,
            int sliceSize,
            PrivacyKeySource privacyKey) {
        this.records = records.orElse(null);
        this.refers = refers;
        this.sliceSize = sliceSize;
        this.privacyKey = privacyKey;
    }

    @Override
    public void open(OpenContext context) {
        slices = States.value(getRuntimeContext(), "slice", SliceState.class);
        payloads =
                States.numbered(
                        getRuntimeContext(),
                        "payloads",
                        refers ? Piece.reference() : TypeInformation.of(Piece.class));
        commands = States.numbered(getRuntimeContext(), "commands", SliceCommand.class);
        dropped = States.numbered(getRuntimeContext(), "early-drops", Boolean.class);
        weightedSum = new WeightedSum();
        roundedSum = WeightedSum.rounding();
        noise = new SliceNoise(privacyKey.read(), sliceSize);
        kept =
                new KeptPieces(
                        States.numbered(getRuntimeContext(), "kept", SliceCommand.class),
                        payloads,
                        this::complete);
        shares = new SliceShares(getRuntimeContext());
        accumulated = getRuntimeContext().getMetricGroup().addGroup("ftte").counter(ACCUMULATED);
    }

    @Override
    public void processElement1(Piece piece, Context context, Collector<SlicePart> out)
            throws Exception {
        if (dropped.contains(piece.joinKey())) {
            dropped.remove(piece.joinKey());
            return;
        }
        SliceState slice = slices.value();
        if (JoinKey.isSum(piece.joinKey())) {
            shares.keep(piece, slice == null ? new SliceState() : slice);
        } else {
            payloads.put(piece.joinKey(), piece);
        }
        if (slice != null && slice.applied < slice.received) {
            applyWaiting(slice, context, out);
        }
    }

    @Override
    public void processElement2(SliceCommand command, Context context, Collector<SlicePart> out)
            throws Exception {
        if (command.kind() == SliceCommand.Kind.DROP) {
            if (payloads.contains(command.joinKey())) {
                payloads.remove(command.joinKey());
            } else {
                dropped.put(command.joinKey(), true);
            }
            return;
        }
        SliceState slice = slices.value();
        if (slice == null) {
            slice = new SliceState();
        }
        if (command.number() != slice.received) {
            throw new IllegalStateException(
                    command.key()
                            + " expected command "
                            + slice.received
                            + " and got "
                            + command.number());
        }
        slice.received++;
        if (slice.applied == command.number() && isReady(command, slice)) {
            apply(command, slice, context, out);
        } else {
            commands.put(command.number(), command);
            boolean ends = command.kind() == SliceCommand.Kind.RESET;
            slice.resetAt = ends ? command.number() : slice.resetAt;
            slices.update(slice);
            if (ends) {
                applyWaiting(slice, context, out);
            }
        }
    }

    private void applyWaiting(SliceState slice, Context context, Collector<SlicePart> out)
            throws Exception {
        while (slice.applied < slice.received) {
            long number = slice.applied;
            SliceCommand command = commands.get(number);
            if (!isReady(command, slice)) {
                return;
            }
            commands.remove(number);
            apply(command, slice, context, out);
        }
    }

    private boolean isReady(SliceCommand command, SliceState slice) throws Exception {
        return switch (command.kind()) {
            case ADMIT, ADMIT_ROUNDED, KEEP, ADMIT_SHARE -> payloads.contains(command.joinKey());
            case COMBINE -> shares.has(command) || command.number() < slice.resetAt;
            case DROP, NOISE, NOISE_SHARE, REDUCE, CLOSE, CLOSE_LAYERS, RESET -> true;
        };
    }

    private void apply(
            SliceCommand command, SliceState slice, Context context, Collector<SlicePart> out)
            throws Exception {
        slice.applied++;
        switch (command.kind()) {
            case ADMIT, ADMIT_ROUNDED, ADMIT_SHARE -> add(command, slice);
            case COMBINE -> shares.combine(slice, command);
            case NOISE -> noise.addTo(begun(slice, command.length()), command);
            case NOISE_SHARE -> noise.addTo(SliceShares.begun(slice, command.length()), command);
            case KEEP -> {
                kept.keep(command);
                accumulated.inc();
            }
            case REDUCE -> slice.sum = kept.reduce(command);
            case CLOSE -> {
                close(command, slice, out);
                slice.sum = new float[0];
            }
            case CLOSE_LAYERS -> {
                closeLayers(command, slice, context);
                slice.sum = new float[0];
            }
            case RESET -> {
                kept.forget();
                slice.sum = new float[0];
                slice.shares = new int[0];
            }
            case DROP -> throw new IllegalStateException("a drop has no number");
        }
        slices.update(slice);
    }

    private void add(SliceCommand command, SliceState slice) throws Exception {
        Piece piece = complete(payloads.get(command.joinKey()));
        payloads.remove(command.joinKey());
        accumulated.inc();
        if (command.kind() == SliceCommand.Kind.ADMIT_SHARE) {
            shares.add(slice, command, piece);
            return;
        }
        boolean rounded = command.kind() == SliceCommand.Kind.ADMIT_ROUNDED;
        (rounded ? roundedSum : weightedSum)
                .add(
                        begun(slice, command.length()),
                        piece.at(),
                        command.weight(),
                        piece.encoding(),
                        piece.values(),
                        piece.phase(),
                        piece.count());
    }

    /** The sum, of zeros where nothing has been added yet. */
    private static float[] begun(SliceState slice, int length) {
        if (slice.sum.length == 0) {
            slice.sum = new float[length];
        }
        return slice.sum;
    }

    /** With its values, where a checkpoint left it without. */
    private Piece complete(Piece piece) throws IOException {
        return piece.isReference() ? readAgain(piece) : piece;
    }

    private Piece readAgain(Piece reference) throws IOException {
        if (readAgain == null) {
            if (records == null) {
                throw new IllegalStateException(
                        "a payload of "
                                + reference.key()
                                + " was kept by reference, and nothing is given to read it from");
            }
            readAgain = new ReadAgain(records, sliceSize);
        }
        return readAgain.complete(reference);
    }

    @Override
    public void close() throws IOException {
        if (readAgain != null) {
            readAgain.close();
        }
    }

    /** Cuts the sum where a shard ends; consecutive segments of one shard travel together. */
    private static void close(SliceCommand close, SliceState slice, Collector<SlicePart> out) {
        int[] triples = close.segments();
        List<Integer> pairs = new ArrayList<>();
        for (int i = 0; i < triples.length; ) {
            int shard = triples[i + 1] / close.shardSize();
            int from = triples[i];
            int to = from;
            pairs.clear();
            for (; i < triples.length && triples[i + 1] / close.shardSize() == shard; i += 3) {
                pairs.add(triples[i + 1]);
                pairs.add(triples[i + 2]);
                to = triples[i] + triples[i + 2];
            }
            out.collect(
                    SlicePart.sum(
                            new ShardKey(close.key().modelId(), close.generation(), shard),
                            close.version(),
                            close.key().planId(),
                            close.key().slice(),
                            pairs.stream().mapToInt(Integer::intValue).toArray(),
                            Arrays.copyOfRange(slice.sum, from, to)));
        }
    }

    /** The same where a layer ends. */
    private static void closeLayers(SliceCommand close, SliceState slice, Context context) {
        int[] quadruples = close.segments();
        List<Integer> pairs = new ArrayList<>();
        for (int i = 0; i < quadruples.length; ) {
            int layer = quadruples[i];
            int from = quadruples[i + 1];
            int to = from;
            pairs.clear();
            for (; i < quadruples.length && quadruples[i] == layer; i += 4) {
                pairs.add(quadruples[i + 2]);
                pairs.add(quadruples[i + 3]);
                to = quadruples[i + 1] + quadruples[i + 3];
            }
            context.output(
                    LAYERS,
                    new LayerPart(
                            new LayerKey(close.key().modelId(), close.generation(), layer),
                            close.version(),
                            close.key().planId(),
                            close.key().slice(),
                            pairs.stream().mapToInt(Integer::intValue).toArray(),
                            Arrays.copyOfRange(slice.sum, from, to)));
        }
    }
}
