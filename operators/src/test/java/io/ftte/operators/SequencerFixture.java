package io.ftte.operators;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** A Sequencer in its harness, read back in words. */
final class SequencerFixture {
    /** 2,100 parameters, of which plan 1 trains the first 2,000: the last shard is frozen. */
    static final int PARAMETERS = 2100;

    final KeyedTwoInputStreamOperatorTestHarness<String, UpdateHeader, ControlMessage, SliceCommand>
            harness = Harnesses.sequencer(TestModels.SIZES).create(1, 0);

    SequencerFixture() throws Exception {
        this(true);
    }

    /**
     * @param controlRead whether what lay on the control topic at the start has been read
     */
    SequencerFixture(boolean controlRead) throws Exception {
        harness.open();
        if (controlRead) {
            harness.processWatermark2(Watermark.MAX_WATERMARK);
        }
    }

    /** Goes on where another stood. */
    SequencerFixture(OperatorSubtaskState snapshot) throws Exception {
        harness.initializeState(snapshot);
        harness.open();
    }

    static ModelDefinition model(int bufferSize) {
        return TestModels.model(
                TestHeaders.MODEL,
                PARAMETERS,
                TestModels.settings(bufferSize).setMaxStaleness(1).build(),
                1,
                TestModels.plan(1, 0, TestHeaders.LENGTH));
    }

    SequencerFixture register(ModelDefinition model) throws Exception {
        for (ControlMessage message : TestModels.registration(model)) {
            control(message);
        }
        return this;
    }

    void control(ControlMessage message) throws Exception {
        harness.processElement2(message, 0);
    }

    SequencerFixture send(UpdateHeader... headers) throws Exception {
        for (UpdateHeader header : headers) {
            harness.processElement1(header, header.eventTime());
        }
        return this;
    }

    SequencerFixture watermark(long time) throws Exception {
        harness.processWatermark1(new Watermark(time));
        return this;
    }

    /** Slice commands as "KIND number slice joinKey", a drop without its number. */
    List<String> commands() {
        return harness.extractOutputValues().stream()
                .map(
                        c ->
                                switch (c.kind()) {
                                    case ADMIT ->
                                            "ADMIT "
                                                    + c.number()
                                                    + " slice "
                                                    + c.key().slice()
                                                    + " of "
                                                    + c.joinKey();
                                    case DROP ->
                                            "DROP slice " + c.key().slice() + " of " + c.joinKey();
                                    default ->
                                            c.kind()
                                                    + " "
                                                    + c.number()
                                                    + " slice "
                                                    + c.key().slice();
                                })
                .toList();
    }

    List<ShardCommand> shardCommands() {
        return side(Sequencer.SHARDS);
    }

    /** Refusals as "REASON device sequence", a registration's as "REASON". */
    List<String> rejections() throws WireException {
        List<String> reasons = new ArrayList<>();
        for (OutputRecord record : side(Sequencer.REJECTED)) {
            Rejection rejection = RecordCodec.decode(record.value(), Rejection.class);
            reasons.add(
                    rejection.getDeviceId() == null
                            ? rejection.getReason().name()
                            : rejection.getReason()
                                    + " "
                                    + rejection.getDeviceId()
                                    + " "
                                    + rejection.getSequence());
        }
        return reasons;
    }

    <T> List<T> side(OutputTag<T> tag) {
        return harness.getSideOutput(tag) == null
                ? List.of()
                : harness.getSideOutput(tag).stream().map(StreamRecord::getValue).toList();
    }

    /** Devices in the order of their admission, of the versions made so far. */
    List<String> contributors() {
        return side(Sequencer.LEDGER).stream()
                .flatMap(command -> List.of(command.contributions()).stream())
                .map(update -> update.deviceId() + " " + update.sequence())
                .toList();
    }
}
