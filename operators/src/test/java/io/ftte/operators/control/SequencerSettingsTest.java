package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.LENGTH;
import static io.ftte.operators.fixtures.TestHeaders.MODEL;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static io.ftte.operators.fixtures.TestModels.newSettings;
import static io.ftte.operators.fixtures.TestModels.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.Words;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings from the control topic: which are taken, which refused, and from when they hold. */
class SequencerSettingsTest {
    private static final long T = TestModels.START;

    private SequencerFixture sequencer;
    private long sent;

    @BeforeEach
    void open() throws Exception {
        sequencer = new SequencerFixture();
        sequencer.register(SequencerFixture.model(2));
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    private void change(int number, long fromVersion, AggregationSettings.Builder changed)
            throws Exception {
        sequencer.control(newSettings(MODEL, number, fromVersion, changed.setMaxStaleness(1_000)));
    }

    /** So many updates of the newest base version that counts whatever the settings. */
    private void send(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            sent++;
            sequencer.send(whole("d", sent, T + sent)).watermark(T + sent);
        }
    }

    private List<LedgerCommand> versions() {
        return sequencer.side(Sequencer.LEDGER).stream().filter(c -> c.version() > 0).toList();
    }

    /** Contributions of each version. */
    private List<Integer> fills() {
        return versions().stream().map(version -> version.contributions().length).toList();
    }

    @Test
    void settings_inMidBuffer_holdFromTheNextBufferOn() throws Exception {
        send(1);
        change(1, 0, settings(3));
        send(4);
        assertThat(fills()).containsExactly(2, 3);
        assertThat(versions().get(0).settingsHash())
                .as("the settings hash tells them apart")
                .isNotEqualTo(versions().get(1).settingsHash());
    }

    @Test
    void settings_beforeAnyUpdateWasJudged_holdAtOnce() throws Exception {
        change(1, 0, settings(3));
        send(3);
        assertThat(fills()).containsExactly(3);
    }

    @Test
    void settings_afterARefusalByTheRule_waitForTheNextBuffer() throws Exception {
        sequencer.send(header(7)).watermark(T);
        assertThat(sequencer.rejections()).containsExactly("FUTURE_VERSION x 0");
        change(1, 0, settings(3));
        send(5);
        assertThat(fills()).containsExactly(2, 3);
    }

    private static UpdateHeader header(long baseVersion) {
        Chunk chunk = TestHeaders.chunk(0, 0, LENGTH);
        return TestHeaders.of(MODEL, "x", 0, T, baseVersion, 1, LENGTH, false, chunk);
    }

    @Test
    void settings_ofALaterVersion_waitForIt() throws Exception {
        change(1, 2, settings(1));
        send(5);
        assertThat(fills()).containsExactly(2, 2, 1);
    }

    @Test
    void settings_severalToCome_eachHoldsFromItsVersion() throws Exception {
        change(1, 1, settings(3));
        change(2, 2, settings(1));
        send(7);
        assertThat(fills()).containsExactly(2, 3, 1, 1);
    }

    @Test
    void settings_higherNumberDueEarlier_endsTheLower() throws Exception {
        change(1, 2, settings(5));
        change(2, 1, settings(1));
        send(5);
        assertThat(fills()).containsExactly(2, 1, 1, 1);
    }

    @Test
    void settings_lowerNumberOrEqualAgain_isIgnored() throws Exception {
        change(4, 0, settings(1));
        change(3, 0, settings(3));
        change(4, 0, settings(1));
        send(2);
        assertThat(sequencer.rejections()).isEmpty();
        assertThat(fills()).containsExactly(1, 1);
    }

    static Stream<AggregationSettings.Builder> misfits() {
        return Stream.of(
                settings(0),
                settings(1).setServerLearningRate(-1),
                settings(1).setAveragingDecay(0.5),
                settings(1)
                        .setServerOptimizer(
                                ServerOptimizer.newBuilder()
                                        .setName(Words.of(OptimizerName.RMSPROP))
                                        .build()));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void settings_thatDoNotFit_areRefusedAndTheOldOnesStay(AggregationSettings.Builder misfit)
            throws Exception {
        change(1, 0, misfit);
        assertThat(sequencer.rejections()).containsExactly("MALFORMED");
        send(2);
        assertThat(fills()).containsExactly(2);
    }

    @Test
    void settings_numberTakenByOthers_isRefused() throws Exception {
        change(1, 0, settings(1));
        change(1, 0, settings(3));
        change(0, 0, settings(3));
        assertThat(sequencer.rejections()).containsExactly("MALFORMED");
    }

    @Test
    void settings_unknownModelOrAnothersKey_areRefused() throws Exception {
        var ofAnother = newSettings("other", 1, 0, settings(1));
        sequencer.control(ofAnother);
        sequencer.control(new ControlMessage(MODEL, 0, 1, ofAnother.value()));
        assertThat(sequencer.rejections()).containsExactly("UNKNOWN_MODEL", "MALFORMED");
    }

    @Test
    void shards_hearTheSettingsThatMadeTheVersion() throws Exception {
        send(1);
        change(1, 0, settings(1).setServerLearningRate(0.5));
        send(2);
        assertThat(sequencer.shardCommands())
                .filteredOn(c -> c.kind() == ShardCommand.Kind.STEP)
                .extracting(c -> c.settings().length > 0)
                .containsExactly(false, false, true, true);
    }

    @Test
    void maxStaleness_raised_doesNotReachForgottenVersions() throws Exception {
        // Under a bound of 1 the times of old versions are forgotten now and then.
        for (int version = 0; version < 40; version++) {
            for (int i = 0; i < 2; i++) {
                sent++;
                Chunk chunk = TestHeaders.chunk(sent, 0, LENGTH);
                sequencer
                        .send(
                                TestHeaders.of(
                                        MODEL, "d", sent, T + sent, version, 1, LENGTH, false,
                                        chunk))
                        .watermark(T + sent);
            }
        }
        change(1, 0, settings(1));
        sequencer.send(header(0)).watermark(T + sent + 1);
        assertThat(versions()).hasSize(40);
        assertThat(sequencer.rejections()).containsExactly("TOO_STALE x 0");
    }

    @Test
    void lateUpdates_rejectedFromTheNextBufferOn() throws Exception {
        send(1);
        change(1, 0, settings(1).setLateUpdates(Words.of(LateUpdates.REJECT)));
        send(1);
        Chunk chunk = TestHeaders.chunk(0, 0, LENGTH);
        sequencer
                .send(TestHeaders.of(MODEL, "x", 0, T + 9, 1, 1, LENGTH, true, chunk))
                .watermark(T + 9);
        assertThat(sequencer.rejections()).containsExactly("LATE x 0");
    }

    @Test
    void remove_forgetsSettings() throws Exception {
        change(1, 0, settings(1));
        change(2, 9, settings(5));
        sequencer.control(TestModels.tombstone(MODEL));
        sequencer.register(SequencerFixture.model(2));
        change(1, 1, settings(3));
        send(5);
        assertThat(sequencer.rejections()).isEmpty();
        assertThat(fills()).containsExactly(2, 3);
    }

    @Test
    void restore_settingsInForceAndToCome_goOn() throws Exception {
        change(1, 0, settings(3));
        change(2, 1, settings(1));
        send(1);
        OperatorSubtaskState snapshot = sequencer.harness.snapshot(1, 1);
        sequencer.harness.close();
        sequencer = new SequencerFixture(snapshot);
        sequencer.harness.processWatermark2(Watermark.MAX_WATERMARK);
        send(3);
        assertThat(fills()).containsExactly(3, 1);
    }
}
