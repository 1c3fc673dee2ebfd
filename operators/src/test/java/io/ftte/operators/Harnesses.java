package io.ftte.operators;

import io.ftte.control.LayoutSizes;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.KeySpread;
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
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Each operator in Flink's harness, keyed as in the job, not opened yet: one of several subtasks.
 */
final class Harnesses {
    static final String TOPIC = "updates";
    static final String CONTROL_TOPIC = "control";

    /** Versions for which updates of a plan count after its successor. */
    static final int PLAN_GRACE = 4;

    private Harnesses() {}

    /** Makes the harness of one subtask. */
    @FunctionalInterface
    interface Factory<H> {
        H create(int parallelism, int subtask) throws Exception;
    }

    /** The only subtask of an operator, opened. */
    static <H extends AbstractStreamOperatorTestHarness<?>> H opened(Factory<H> factory)
            throws Exception {
        H harness = factory.create(1, 0);
        harness.open();
        return harness;
    }

    static OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode(int sliceSize)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new DecodeUpdate(TOPIC, sliceSize, false)));
    }

    /** Whose headers carry a proof. */
    static OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> provingDecode()
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new DecodeUpdate(TOPIC, TestModels.SIZES.sliceSize(), true)));
    }

    static Factory<
                    KeyedTwoInputStreamOperatorTestHarness<
                            String, UpdateHeader, RawRecord, UpdateHeader>>
            signatures(Duration profileExpiry) {
        return (parallelism, subtask) ->
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new SignatureCheck(profileExpiry)),
                        UpdateHeader::deviceId,
                        DeviceProfiles::device,
                        Types.STRING,
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }

    static Factory<KeyedOneInputStreamOperatorTestHarness<Integer, UpdateHeader, UpdateHeader>>
            clock(Duration outOfOrderness) {
        return (parallelism, subtask) ->
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new PartitionClock(outOfOrderness)),
                        UpdateHeader::partition,
                        Types.INT,
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }

    static Factory<KeyedOneInputStreamOperatorTestHarness<DeviceKey, UpdateHeader, UpdateHeader>>
            gate(GateSettings settings) {
        return (parallelism, subtask) ->
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new DeviceGate(settings)),
                        header -> new DeviceKey(header.modelId(), header.deviceId()),
                        TypeInformation.of(DeviceKey.class),
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }

    static Factory<
                    KeyedTwoInputStreamOperatorTestHarness<
                            String, UpdateHeader, ControlMessage, SliceCommand>>
            sequencer(LayoutSizes sizes) {
        return (parallelism, subtask) ->
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(
                                new Sequencer(TOPIC, CONTROL_TOPIC, sizes, PLAN_GRACE)),
                        UpdateHeader::modelId,
                        ControlMessage::modelId,
                        Types.STRING,
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }

    static Factory<KeyedTwoInputStreamOperatorTestHarness<SliceKey, Piece, SliceCommand, SlicePart>>
            slices() {
        return (parallelism, subtask) ->
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new SliceAccumulator()),
                        Piece::key,
                        SliceCommand::key,
                        TypeInformation.of(SliceKey.class),
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }

    static Factory<
                    KeyedTwoInputStreamOperatorTestHarness<
                            ShardKey, ShardCommand, SlicePart, OutputRecord>>
            shards() {
        return (parallelism, subtask) ->
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new ParameterShard()),
                        ShardCommand::key,
                        SlicePart::key,
                        TypeInformation.of(ShardKey.class),
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }

    static Factory<
                    KeyedTwoInputStreamOperatorTestHarness<
                            LedgerKey, LedgerCommand, ShardHashes, OutputRecord>>
            ledger() {
        return (parallelism, subtask) ->
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new VersionLedger()),
                        LedgerCommand::key,
                        ShardHashes::key,
                        TypeInformation.of(LedgerKey.class),
                        KeySpread.KEY_GROUPS,
                        parallelism,
                        subtask);
    }
}
