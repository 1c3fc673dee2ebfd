package io.ftte.operators.lineage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.control.AdmittedUpdate;
import io.ftte.encoding.ModelDigest;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.runtime.DeviceNameKeySource;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardHashes;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model of one shard, to whose every version one device contributes. */
class DeviceNamesTest {
    private static final LedgerKey MODEL = new LedgerKey("cifar", 0);
    private static final String DEVICE = "phone-7";

    /** By Python, as in the test of the key. */
    private static final String NAME = "9f6e463b3ac89ce68744fa9443171446";

    private static final AdmittedUpdate[] BY = {
        new AdmittedUpdate(DEVICE, 3, 1, 2, 0.5, 0.25, 0.125, true, JoinKey.of(5, 70) + 1, 0)
    };

    private KeyedTwoInputStreamOperatorTestHarness<
                    LedgerKey, LedgerCommand, ShardHashes, OutputRecord>
            ledger;

    @AfterEach
    void close() throws Exception {
        ledger.close();
    }

    private void start(DeviceNameKeySource key) throws Exception {
        ledger = Harnesses.opened(Harnesses.ledger(key));
        publish(0);
    }

    private void restore(DeviceNameKeySource key) throws Exception {
        OperatorSubtaskState state = ledger.snapshot(1, 1);
        ledger.close();
        ledger = Harnesses.ledger(key).create(1, 0);
        ledger.initializeState(state);
        ledger.open();
    }

    private void publish(long version) throws Exception {
        ledger.processElement1(
                new LedgerCommand(MODEL, version, false, version, 1, new byte[] {9}, BY, null), 0);
        ledger.processElement2(
                new ShardHashes(MODEL, version, 0, leaves(version), new byte[0], 0), 0);
    }

    private static byte[] leaves(long version) {
        return ModelDigest.leafHashes(TestModels.numbers(1024, version), 0, 1024);
    }

    private byte[] last() {
        return ledger.extractOutputValues().get(ledger.extractOutputValues().size() - 1).value();
    }

    private VersionLineage lineage() throws Exception {
        return RecordCodec.decode(last(), VersionLineage.class);
    }

    @Test
    void record_withAKey_namesTheDeviceByItsHashAlone() throws Exception {
        start(TestKeys.DEVICE_NAMES);
        publish(1);
        assertThat(new String(last(), ISO_8859_1)).contains(NAME).doesNotContain(DEVICE);
        assertThat(lineage().getContributions())
                .singleElement()
                .isEqualTo(new Contribution(NAME, 3L, 1, 2L, 0.5, 0.25, 0.125, true, 5, 70L));
    }

    /** Whoever reads the lineage can check it, and cannot try names on it. */
    @Test
    void record_withAKey_chainsTheNamesThatItShows() throws Exception {
        start(TestKeys.DEVICE_NAMES);
        publish(1);
        byte[] first = ModelDigest.digest(leaves(0));
        assertThat(lineage().getChain())
                .isEqualTo(ByteBuffer.wrap(LineageChain.of(first, lineage())));
    }

    @Test
    void restore_sameKey_goesOnWithTheSameNames() throws Exception {
        start(TestKeys.DEVICE_NAMES);
        publish(1);
        restore(TestKeys.DEVICE_NAMES);
        publish(2);
        assertThat(lineage().getVersion()).isEqualTo(2);
        assertThat(lineage().getContributions().get(0).getDeviceId()).isEqualTo(NAME);
    }

    @Test
    void restore_noKey_failsInOneLineAndPublishesNothing() throws Exception {
        start(TestKeys.DEVICE_NAMES);
        publish(1);
        restore(TestKeys.NO_DEVICE_NAMES);
        assertRefused(
                "the lineage of model cifar names devices by key ead3f864, and there is none here:"
                        + " name its file with device-name-key-file, or set the environment"
                        + " variable FTTE_DEVICE_NAME_KEY, on every task manager");
    }

    @Test
    void restore_anotherKey_failsInOneLineAndPublishesNothing() throws Exception {
        start(TestKeys.DEVICE_NAMES);
        publish(1);
        restore(TestKeys.OTHER_DEVICE_NAMES);
        assertRefused(
                "the lineage of model cifar names devices by key ead3f864, and the one here is "
                        + TestKeys.OTHER_DEVICE_NAMES.read().orElseThrow().id()
                        + ": name its file with device-name-key-file, or set the environment"
                        + " variable FTTE_DEVICE_NAME_KEY, on every task manager");
    }

    private void assertRefused(String line) {
        assertThatThrownBy(() -> publish(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(line);
        assertThat(ledger.extractOutputValues()).isEmpty();
    }

    @Test
    void restore_firstKey_namesDevicesByItFromThereOn() throws Exception {
        start(TestKeys.NO_DEVICE_NAMES);
        publish(1);
        assertThat(lineage().getContributions().get(0).getDeviceId()).isEqualTo(DEVICE);
        restore(TestKeys.DEVICE_NAMES);
        publish(2);
        assertThat(lineage().getContributions().get(0).getDeviceId()).isEqualTo(NAME);
    }
}
