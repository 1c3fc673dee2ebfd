package io.ftte.operators;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardHashes;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.operators.stream.UpdateHeader;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * The aggregation graph wired by hand, in one thread: what is held up, and how long, is the
 * caller's choice. Records in flight outlive {@link #restart}, as in an unaligned checkpoint;
 * watermarks do not, as in the real source.
 */
final class HarnessPipeline {
    static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(200);
    static final GateSettings GATE =
            new GateSettings(Duration.ofMinutes(10), Duration.ofMillis(300), 0);

    /** Ways between operators that can be held up. */
    enum Edge {
        PIECES,
        COMMANDS,
        PARTS,
        SHARD_COMMANDS,
        LEDGER_COMMANDS,
        HASHES
    }

    private final int partitions;
    private final Outcome.Builder outcome = new Outcome.Builder();
    private final Map<Edge, Channel<?>> channels = new EnumMap<>(Edge.class);
    private final Map<Integer, Long> newest = new HashMap<>();
    private final Map<String, KeyedStage<?, ?>> stages = new LinkedHashMap<>();

    private final OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode;
    private final OneInputStage<DeviceKey, UpdateHeader, UpdateHeader> gate;
    private final TwoInputStage<String, UpdateHeader, ControlMessage, SliceCommand> sequencer;

    HarnessPipeline(int partitions) throws Exception {
        this.partitions = partitions;
        TwoInputStage<LedgerKey, LedgerCommand, ShardHashes, OutputRecord> ledger =
                new TwoInputStage<>(
                        Harnesses.ledger(),
                        LedgerCommand::key,
                        ShardHashes::key,
                        new RoutedOutput<>(outcome::lineage));
        TwoInputStage<ShardKey, ShardCommand, SlicePart, OutputRecord> shards =
                new TwoInputStage<>(
                        Harnesses.shards(),
                        ShardCommand::key,
                        SlicePart::key,
                        new RoutedOutput<OutputRecord>(outcome::model)
                                .side(
                                        ParameterShard.HASHES,
                                        edge(Edge.HASHES, ShardHashes.class, ledger::second)
                                                ::send));
        TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> slices =
                new TwoInputStage<>(
                        Harnesses.slices(),
                        Piece::key,
                        SliceCommand::key,
                        new RoutedOutput<>(
                                edge(Edge.PARTS, SlicePart.class, shards::second)::send));
        sequencer =
                new TwoInputStage<>(
                        Harnesses.sequencer(TestModels.SIZES),
                        UpdateHeader::modelId,
                        ControlMessage::modelId,
                        new RoutedOutput<SliceCommand>(
                                        edge(Edge.COMMANDS, SliceCommand.class, slices::second)
                                                ::send)
                                .side(
                                        Sequencer.SHARDS,
                                        edge(Edge.SHARD_COMMANDS, ShardCommand.class, shards::first)
                                                ::send)
                                .side(
                                        Sequencer.LEDGER,
                                        edge(
                                                        Edge.LEDGER_COMMANDS,
                                                        LedgerCommand.class,
                                                        ledger::first)
                                                ::send)
                                .side(Sequencer.PLANS, outcome::model)
                                .side(Sequencer.REJECTED, outcome::rejection));
        gate =
                new OneInputStage<>(
                        Harnesses.gate(GATE),
                        header -> new DeviceKey(header.modelId(), header.deviceId()),
                        new RoutedOutput<>(direct(UpdateHeader.class, sequencer::first)));
        OneInputStage<Integer, UpdateHeader, UpdateHeader> clock =
                new OneInputStage<>(
                        Harnesses.clock(OUT_OF_ORDERNESS),
                        UpdateHeader::partition,
                        new RoutedOutput<>(direct(UpdateHeader.class, gate::accept)));
        decode = Harnesses.decode(TestModels.SIZES.sliceSize());
        Channel<Piece> pieces = edge(Edge.PIECES, Piece.class, slices::first);
        decode.setOutputCreator(
                serializer ->
                        new RoutedOutput<>(direct(UpdateHeader.class, clock::accept))
                                .side(DecodeUpdate.PIECES, pieces::send)
                                .side(DecodeUpdate.REJECTED, outcome::rejection));
        decode.open();
        stages.put("clock", clock);
        stages.put("gate", gate);
        stages.put("sequencer", sequencer);
        stages.put("slices", slices);
        stages.put("shards", shards);
        stages.put("ledger", ledger);
        noControlRecordIsAwaited();
    }

    private <T> Channel<T> edge(Edge edge, Class<T> type, Channel.Receiver<T> receiver) {
        Channel<T> channel = new Channel<>(type, receiver);
        channels.put(edge, channel);
        return channel;
    }

    private static <T> Channel.Receiver<T> direct(Class<T> type, Channel.Receiver<T> receiver) {
        Channel<T> channel = new Channel<>(type, receiver);
        return element -> {
            channel.send(element);
            channel.deliver();
        };
    }

    private void noControlRecordIsAwaited() throws Exception {
        sequencer.watermarks(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    KeyedStage<?, ?> stage(String name) {
        return stages.get(name);
    }

    Collection<KeyedStage<?, ?>> stages() {
        return stages.values();
    }

    void accept(ControlMessage message) throws Exception {
        sequencer.second(message);
    }

    /** A record and the watermark after it: M − B − 1 of the partition that is furthest behind. */
    void accept(RawRecord record) throws Exception {
        decode.processElement(record, record.timestamp());
        newest.merge(record.partition(), record.timestamp(), Math::max);
        if (newest.size() == partitions) {
            long behind = newest.values().stream().mapToLong(Long::longValue).min().orElseThrow();
            watermark(behind - OUT_OF_ORDERNESS.toMillis() - 1);
        }
    }

    private void watermark(long time) throws Exception {
        gate.watermark(time);
        sequencer.watermarks(time, Long.MAX_VALUE);
    }

    /** Delivers what is in flight on every edge that is not held up, and what follows from it. */
    void deliver(Predicate<Edge> held) throws Exception {
        boolean any = true;
        while (any) {
            any = false;
            for (Map.Entry<Edge, Channel<?>> channel : channels.entrySet()) {
                any |= !held.test(channel.getKey()) && channel.getValue().deliver();
            }
        }
    }

    /** Snapshots every operator and starts it again from that, with so many subtasks. */
    void restart(int parallelism) throws Exception {
        for (KeyedStage<?, ?> stage : stages.values()) {
            stage.restart(parallelism);
        }
        newest.clear();
        noControlRecordIsAwaited();
    }

    /** The end of a bounded input. */
    Outcome finish() throws Exception {
        watermark(Long.MAX_VALUE);
        deliver(edge -> false);
        Map<String, Long> left = new TreeMap<>();
        for (StatePiece piece : StatePiece.values()) {
            if (piece.endsEmpty()) {
                left.put(piece.name(), piece.keys(this));
            }
        }
        return outcome.build(left);
    }

    void close() throws Exception {
        for (KeyedStage<?, ?> stage : stages.values()) {
            stage.close();
        }
        decode.close();
    }
}
