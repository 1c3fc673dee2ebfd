package io.ftte.operators.hostile;

import io.ftte.operators.control.Sequencer;
import io.ftte.operators.fixtures.Channel;
import io.ftte.operators.fixtures.GateStage;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.OneInputStage;
import io.ftte.operators.fixtures.RoutedOutput;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.fixtures.TwoInputStage;
import io.ftte.operators.intake.DecisionClock;
import io.ftte.operators.intake.DecodeUpdate;
import io.ftte.operators.intake.DeviceProfiles;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateNotice;
import io.ftte.operators.intake.GateNotices;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.intake.KeyMessage;
import io.ftte.operators.intake.OperatorKeys;
import io.ftte.operators.intake.SignatureCheck;
import io.ftte.operators.planning.PlanSelector;
import io.ftte.operators.planning.SelectionSettings;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * All operators of a live job that see what comes from outside, in one thread: those in which an
 * exception is the end of the job. Keeps counts of what comes out, and nothing else.
 */
final class HostileJob {
    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(1);
    private static final byte[] TICK = RecordCodec.encode(new Tick(1L));

    private final OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode;
    private final OneInputStage<Integer, UpdateHeader, UpdateHeader> clock;
    private final GateStage gate;
    private final TwoInputStage<String, UpdateHeader, ControlMessage, SliceCommand> sequencer;
    private final TwoInputStage<String, ControlMessage, ProfileMessage, ControlMessage> selector;
    private final OneInputStage<Integer, RawRecord, ControlMessage> decisions;
    private final OneInputStage<String, RawRecord, ProfileMessage> profiles;
    private final TwoInputStage<String, UpdateHeader, KeyMessage, UpdateHeader> keys;
    private final List<OutputRecord> decided = new ArrayList<>();
    private long offset;

    /** Event time of what comes next, ms since the epoch. */
    long now = TestModels.START;

    long refused;
    long versions;

    HostileJob(SelectionSettings selection) throws Exception {
        sequencer =
                new TwoInputStage<>(
                        Harnesses.sequencer(TestModels.SIZES),
                        UpdateHeader::modelId,
                        ControlMessage::modelId,
                        new RoutedOutput<SliceCommand>(command -> {})
                                .side(Sequencer.SHARDS, command -> {})
                                .side(Sequencer.LAYERS, command -> {})
                                .side(Sequencer.PLANS, plan -> {})
                                .side(Sequencer.LEDGER, command -> versions++)
                                .side(Sequencer.REJECTED, record -> refused++));
        gate =
                new GateStage(
                        Harnesses.gate(
                                new GateSettings(Duration.ofMinutes(10), Duration.ofSeconds(9), 0)),
                        new RoutedOutput<>(over(UpdateHeader.class, sequencer::first)));
        clock =
                new OneInputStage<>(
                        Harnesses.clock(
                                new EventTime(OUT_OF_ORDERNESS, Duration.ofSeconds(60), true)),
                        UpdateHeader::partition,
                        new RoutedOutput<>(over(UpdateHeader.class, gate::accept)));
        decode = Harnesses.decode(TestModels.SIZES.sliceSize());
        decode.setOutputCreator(
                serializer ->
                        new RoutedOutput<>(over(UpdateHeader.class, clock::accept))
                                .side(DecodeUpdate.PIECES, piece -> {})
                                .side(DecodeUpdate.REJECTED, record -> refused++));
        decode.open();
        selector =
                new TwoInputStage<>(
                        (parallelism, subtask) ->
                                new KeyedTwoInputStreamOperatorTestHarness<>(
                                        new KeyedCoProcessOperator<>(
                                                new PlanSelector("devices", selection, true)),
                                        ControlMessage::modelId,
                                        ProfileMessage::modelId,
                                        Types.STRING),
                        ControlMessage::modelId,
                        ProfileMessage::modelId,
                        new RoutedOutput<>(over(ControlMessage.class, this::selected))
                                .side(PlanSelector.DECISIONS, decided::add)
                                .side(PlanSelector.REJECTED, record -> refused++));
        decisions =
                new OneInputStage<>(
                        (parallelism, subtask) ->
                                new KeyedOneInputStreamOperatorTestHarness<>(
                                        new KeyedProcessOperator<>(
                                                new DecisionClock(OUT_OF_ORDERNESS)),
                                        RawRecord::partition,
                                        Types.INT),
                        RawRecord::partition,
                        new RoutedOutput<>(over(ControlMessage.class, selector::first)));
        profiles =
                new OneInputStage<>(
                        (parallelism, subtask) ->
                                new KeyedOneInputStreamOperatorTestHarness<>(
                                        new KeyedProcessOperator<>(new DeviceProfiles("devices")),
                                        DeviceProfiles::device,
                                        Types.STRING),
                        DeviceProfiles::device,
                        new RoutedOutput<>(over(ProfileMessage.class, selector::second))
                                .side(DeviceProfiles.REJECTED, record -> refused++));
        keys =
                new TwoInputStage<>(
                        Harnesses.signatures(Duration.ofDays(1), Duration.ofHours(1)),
                        UpdateHeader::deviceId,
                        KeyMessage::deviceId,
                        new RoutedOutput<UpdateHeader>(header -> {})
                                .side(SignatureCheck.REJECTED, record -> refused++));
        tick();
    }

    /** The way between two operators, by way of bytes. */
    private static <T> Channel.Receiver<T> over(Class<T> type, Channel.Receiver<T> receiver) {
        Channel<T> channel = new Channel<>(type, receiver);
        return element -> {
            channel.send(element);
            channel.deliver();
        };
    }

    private void selected(ControlMessage message) throws Exception {
        List<GateNotice> sizes = new ArrayList<>();
        new GateNotices().flatMap(message, new ListCollector<>(sizes));
        for (GateNotice size : sizes) {
            gate.model(size);
        }
        List<KeyMessage> words = new ArrayList<>();
        new OperatorKeys().flatMap(message, new ListCollector<>(words));
        for (KeyMessage word : words) {
            keys.second(word);
        }
        sequencer.second(message);
    }

    /** Writes the ticks of one moment, and what follows from it. */
    void tick() throws Exception {
        update(now, new byte[0], TICK);
        decision(now, new byte[0], TICK);
        long watermark = now - OUT_OF_ORDERNESS.toMillis() - 1;
        gate.watermarks(watermark, Long.MAX_VALUE);
        sequencer.watermarks(watermark, Long.MAX_VALUE);
        selector.watermarks(watermark, Long.MAX_VALUE);
        List<OutputRecord> written = List.copyOf(decided);
        decided.clear();
        for (OutputRecord record : written) {
            decision(now, record.key(), record.value());
        }
    }

    void update(long time, byte[] key, byte[] value) throws Exception {
        decode.processElement(RawRecord.of(0, offset++, time, key, value), 0);
    }

    void control(String modelId, byte[] value) throws Exception {
        selector.first(new ControlMessage(modelId, 0, offset++, value));
    }

    void decision(long time, byte[] key, byte[] value) throws Exception {
        decisions.accept(RawRecord.of(0, offset++, time, key, value));
    }

    void profile(long time, byte[] key, byte[] value) throws Exception {
        RawRecord record = RawRecord.of(0, offset++, time, key, value);
        profiles.accept(record);
        keys.second(KeyMessage.profile(record));
    }

    void close() throws Exception {
        decode.close();
        clock.close();
        gate.close();
        sequencer.close();
        selector.close();
        decisions.close();
        profiles.close();
        keys.close();
    }
}
