package io.ftte.operators.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.AdmittedUpdate;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.encoding.ModelDigest;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardHashes;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model of three shards, of which the second is frozen. */
class VersionLedgerTest {
    private static final LedgerKey KEY = new LedgerKey("m", 0);
    private static final AdmittedUpdate[] BY = {
        new AdmittedUpdate("d", 3, 1, 2, 0.5, 0.25, 0.125, true, JoinKey.of(5, 70) + 1, 0)
    };

    private KeyedTwoInputStreamOperatorTestHarness<
                    LedgerKey, LedgerCommand, ShardHashes, OutputRecord>
            ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = Harnesses.opened(Harnesses.ledger());
    }

    @AfterEach
    void close() throws Exception {
        ledger.close();
    }

    private static float[] shard(long version, int shard) {
        return TestModels.numbers(1024, 100 * version + shard);
    }

    private void command(long version, int shards) throws Exception {
        ledger.processElement1(
                new LedgerCommand(
                        KEY, version, false, 10 * version, shards, new byte[] {9}, BY, null),
                0);
    }

    private void report(long version, int shard, long nonFinite) throws Exception {
        byte[] leaves = ModelDigest.leafHashes(shard(version, shard), 0, 1024);
        ledger.processElement2(
                new ShardHashes(KEY, version, shard, leaves, new byte[0], nonFinite), 0);
    }

    private void start() throws Exception {
        command(0, 3);
        for (int shard = 0; shard < 3; shard++) {
            report(0, shard, 0);
        }
    }

    private List<VersionLineage> lineage() throws WireException {
        List<VersionLineage> lineage = new ArrayList<>();
        for (OutputRecord record : ledger.extractOutputValues()) {
            lineage.add(RecordCodec.decode(record.value(), VersionLineage.class));
        }
        return lineage;
    }

    /** Digest of a model whose shards are of these versions. */
    private static byte[] digest(long... versions) {
        float[] all = new float[1024 * versions.length];
        for (int i = 0; i < versions.length; i++) {
            System.arraycopy(shard(versions[i], i), 0, all, 1024 * i, 1024);
        }
        return ModelDigest.of(all);
    }

    @Test
    void record_versionZero_putsOutNothing() throws Exception {
        start();
        assertThat(lineage()).isEmpty();
    }

    @Test
    void record_reportsFirstOrCommandFirst_leavesInOrderWithWholeDigests() throws Exception {
        start();
        report(2, 0, 0);
        command(2, 2);
        report(2, 2, 4);
        report(1, 2, 1);
        command(1, 2);
        assertThat(lineage()).isEmpty();
        report(1, 0, 2);

        assertThat(lineage()).extracting(VersionLineage::getVersion).containsExactly(1L, 2L);
        assertThat(lineage().get(0).getDigest()).isEqualTo(ByteBuffer.wrap(digest(1, 0, 1)));
        assertThat(lineage().get(1).getDigest()).isEqualTo(ByteBuffer.wrap(digest(2, 0, 2)));
        assertThat(lineage().get(0).getNonFiniteSteps()).isEqualTo(3);
        assertThat(lineage().get(1).getEventTime()).isEqualTo(20);
        assertThat(ledger.numKeyedStateEntries()).as("only the ledger itself").isEqualTo(1);
    }

    @Test
    void record_chain_startsAtTheInitialDigestAndTakesContributionsIn() throws Exception {
        start();
        command(1, 1);
        report(1, 0, 0);

        byte[] expected = LineageChain.next(digest(0, 0, 0), digest(1, 0, 0), BY);
        assertThat(lineage().get(0).getChain()).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(lineage().get(0).getContributions())
                .singleElement()
                .satisfies(
                        contribution -> {
                            assertThat(contribution.getDeviceId()).isEqualTo("d");
                            assertThat(contribution.getWeight()).isEqualTo(0.125);
                            assertThat(contribution.getPartition()).isEqualTo(5);
                            assertThat(contribution.getOffset()).isEqualTo(70);
                            assertThat(contribution.getLate()).isTrue();
                        });
    }

    @Test
    void record_privateModel_saysWhatItsDevicesHaveSpentAndWhichKey() throws Exception {
        start();
        VersionNoise noise =
                new VersionNoise(
                        0.5f,
                        new byte[] {1, 2},
                        new PrivacySpent(1.5, 1e-6, 2.5, 1.25, 40),
                        "0123abcd");
        ledger.processElement1(
                new LedgerCommand(KEY, 1, false, 10, 1, new byte[] {9}, BY, noise), 0);
        report(1, 0, 0);
        command(2, 1);
        report(2, 0, 0);

        assertThat(lineage().get(0).getPrivacy())
                .isEqualTo(new VersionPrivacy(1.5, 1e-6, 2.5, 1.25, 40L, "0123abcd"));
        assertThat(lineage().get(1).getPrivacy()).isNull();
    }

    @Test
    void remove_beforeTheLastVersion_waitsForItAndLeavesNothing() throws Exception {
        start();
        command(1, 1);
        ledger.processElement1(
                new LedgerCommand(KEY, 1, true, 0, 0, new byte[0], new AdmittedUpdate[0], null), 0);
        assertThat(ledger.numKeyedStateEntries()).isPositive();
        report(1, 0, 0);
        assertThat(lineage()).hasSize(1);
        assertThat(ledger.numKeyedStateEntries()).isZero();
    }
}
