package io.ftte.operators;

import static io.ftte.operators.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;

/**
 * Snapshots of the build before settings could change: what they lack is the registration's. Never
 * to be regenerated.
 */
class EarlierSnapshotTest {
    private static final long T = TestModels.START;

    private static OperatorSubtaskState snapshot(String name) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(
                Path.of("src/test/resources/snapshots", name).toString());
    }

    /** Two updates made version 1, the third waits in the open buffer. */
    @Test
    void sequencer_inMidBuffer_goesOnAndTakesSettings() throws Exception {
        SequencerFixture sequencer = new SequencerFixture(snapshot("sequencer"));
        sequencer.harness.processWatermark2(Watermark.MAX_WATERMARK);
        sequencer.control(TestModels.newSettings("m", 1, 0, TestModels.settings(1)));
        for (int i = 4; i < 6; i++) {
            sequencer.send(whole("d", i, T + i)).watermark(T + i);
        }
        assertThat(sequencer.rejections()).isEmpty();
        assertThat(sequencer.contributors()).containsExactly("c 0", "d 4", "d 5");
        assertThat(sequencer.side(Sequencer.LEDGER))
                .extracting(command -> command.contributions().length)
                .containsExactly(2, 1);
        sequencer.harness.close();
    }

    /** Version 1 waits for its sum. */
    @Test
    void parameterShard_withAWaitingCommand_stepsByTheRegistration() throws Exception {
        var shards = Harnesses.shards().create(1, 0);
        shards.initializeState(snapshot("parameter-shard"));
        shards.open();
        shards.processElement2(
                new SlicePart(
                        new ShardKey("m", 0, 1), 1, 1, 1, new int[] {1024, 1}, new float[] {4}),
                0);
        ModelShard published =
                RecordCodec.decode(shards.extractOutputValues().get(0).value(), ModelShard.class);
        assertThat(published.getVersion()).isEqualTo(1);
        assertThat(published.getValues().order(ByteOrder.LITTLE_ENDIAN).getFloat())
                .isEqualTo(1 + 4 / 2f);
        shards.close();
    }
}
