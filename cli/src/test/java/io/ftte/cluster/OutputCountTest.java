package io.ftte.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputCountTest {
    private static final ModelDefinition MODEL = TestModels.zeros("model", 1, 2, 0);
    private static final List<VersionLineage> LINEAGE =
            List.of(version(1, 0.5f, 0, 1), version(2, 0.7f, 2, 3));
    private static final List<ModelShard> SHARDS = List.of(shard(1, 0.5f), shard(2, 0.7f));
    private static final List<Rejection> REJECTIONS = List.of(refusal(4), refusal(9));
    private static final Published UNDISTURBED = new Published(LINEAGE, REJECTIONS, SHARDS);

    @Test
    void of_equalOutput_countsEachOnce() {
        assertThat(count(UNDISTURBED)).isEqualTo(new OutputCount(4, 2, 2, 0, 0, true));
    }

    @Test
    void of_otherOrder_isEqual() {
        assertThat(
                        count(
                                new Published(
                                        List.of(LINEAGE.get(1), LINEAGE.get(0)),
                                        REJECTIONS,
                                        List.of(SHARDS.get(1), SHARDS.get(0)))))
                .isEqualTo(count(UNDISTURBED));
    }

    /** Another run has a topic of its own, on which the same update lies elsewhere. */
    @Test
    void of_updatesThatLieElsewhere_isEqual() {
        List<VersionLineage> elsewhere =
                LINEAGE.stream()
                        .map(
                                version ->
                                        VersionLineage.newBuilder(version)
                                                .setContributions(
                                                        version.getContributions().stream()
                                                                .map(
                                                                        c ->
                                                                                Contribution
                                                                                        .newBuilder(
                                                                                                c)
                                                                                        .setOffset(
                                                                                                99)
                                                                                        .build())
                                                                .toList())
                                                .build())
                        .toList();
        assertThat(count(new Published(elsewhere, REJECTIONS, SHARDS)))
                .isEqualTo(count(UNDISTURBED));
    }

    @Test
    void of_repeatedVersion_countsItAndItsUpdatesAsDuplicates() {
        assertThat(count(new Published(with(LINEAGE, LINEAGE.get(1)), REJECTIONS, SHARDS)))
                .isEqualTo(new OutputCount(4, 2, 2, 3, 0, true));
    }

    @Test
    void of_repeatedShardAndRefusal_countsBoth() {
        assertThat(
                        count(
                                new Published(
                                        LINEAGE,
                                        with(REJECTIONS, REJECTIONS.get(0)),
                                        with(SHARDS, SHARDS.get(0)))))
                .isEqualTo(new OutputCount(4, 2, 2, 2, 0, true));
    }

    @Test
    void of_updateInTwoVersions_isADuplicateAndAnotherIsMissing() {
        Published published =
                new Published(List.of(LINEAGE.get(0), version(2, 0.7f, 1, 3)), REJECTIONS, SHARDS);

        assertThat(count(published)).isEqualTo(new OutputCount(3, 2, 2, 1, 1, false));
    }

    @Test
    void of_lostVersion_isMissingWithItsUpdatesAndShard() {
        assertThat(count(new Published(LINEAGE.subList(0, 1), REJECTIONS, SHARDS.subList(0, 1))))
                .isEqualTo(new OutputCount(2, 2, 1, 0, 4, false));
    }

    @Test
    void of_lostRefusal_isMissing() {
        assertThat(count(new Published(LINEAGE, REJECTIONS.subList(0, 1), SHARDS)))
                .isEqualTo(new OutputCount(4, 1, 2, 0, 1, true));
    }

    @Test
    void of_repeatByAProducer_isARefusalMoreAndMovesOthers() {
        assertThat(
                        count(
                                new Published(
                                        LINEAGE,
                                        List.of(refusal(4), refusal(4, 5), refusal(9, 10)),
                                        SHARDS)))
                .isEqualTo(new OutputCount(4, 3, 2, 0, 0, true));
    }

    @Test
    void of_otherParametersThanTheLineageSays_isNotEqual() {
        assertThat(
                        count(
                                        new Published(
                                                LINEAGE,
                                                REJECTIONS,
                                                List.of(SHARDS.get(0), shard(2, 0.8f))))
                                .digestsEqual())
                .isFalse();
    }

    @Test
    void of_averageLost_isMissingAndNotEqual() {
        assertThat(OutputCount.of(MODEL, withAverage(0.6f), UNDISTURBED))
                .isEqualTo(new OutputCount(4, 2, 2, 0, 1, false));
    }

    @Test
    void of_otherAverage_isNotEqual() {
        assertThat(OutputCount.of(MODEL, withAverage(0.6f), withAverage(0.61f)))
                .isEqualTo(new OutputCount(4, 2, 2, 0, 0, false));
        assertThat(OutputCount.of(MODEL, withAverage(0.6f), withAverage(0.6f)).digestsEqual())
                .isTrue();
    }

    @Test
    void of_lostVersionThatIsRegained_isWholeAndNothingTwice() {
        Published lossy =
                new Published(
                        LINEAGE.subList(0, 1), REJECTIONS.subList(0, 1), SHARDS.subList(0, 1));

        assertThat(count(lossy.completedBy(UNDISTURBED))).isEqualTo(count(UNDISTURBED));
    }

    @Test
    void of_repeatsAndWhatIsRegained_staysARepeat() {
        Published repeated = new Published(with(LINEAGE, LINEAGE.get(1)), REJECTIONS, SHARDS);

        assertThat(count(repeated.completedBy(UNDISTURBED))).isEqualTo(count(repeated));
    }

    private static OutputCount count(Published published) {
        return OutputCount.of(MODEL, UNDISTURBED, published);
    }

    private static Published withAverage(float parameter) {
        return new Published(
                LINEAGE, REJECTIONS, with(SHARDS, shard(ShardKind.AVERAGE, 2, parameter)));
    }

    private static <T> List<T> with(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    private static VersionLineage version(long version, float parameter, long... sequences) {
        List<Contribution> contributions = new ArrayList<>();
        for (long sequence : sequences) {
            contributions.add(
                    new Contribution("device", sequence, 1, 0L, 1.0, 1.0, 1.0, false, 0, 0L));
        }
        ByteBuffer none = ByteBuffer.allocate(0);
        return VersionLineage.newBuilder()
                .setModelId("model")
                .setGeneration(0)
                .setVersion(version)
                .setEventTime(version)
                .setDigest(ByteBuffer.wrap(ModelDigest.of(new float[] {parameter})))
                .setChain(none)
                .setSettingsHash(none)
                .setNonFiniteSteps(0)
                .setClockDependent(false)
                .setContributions(contributions)
                .build();
    }

    private static ModelShard shard(long version, float parameter) {
        return shard(ShardKind.MODEL, version, parameter);
    }

    private static ModelShard shard(ShardKind kind, long version, float parameter) {
        return ModelShard.newBuilder()
                .setModelId("model")
                .setGeneration(0)
                .setKind(kind)
                .setVersion(version)
                .setSnapshotVersion(0)
                .setEventTime(version)
                .setShard(0)
                .setShards(1)
                .setFrom(0)
                .setTo(1)
                .setPlanIds(List.of(1))
                .setRanges(List.of(new IndexRange(0, 1)))
                .setValues(
                        ByteBuffer.allocate(Float.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putFloat(parameter)
                                .flip())
                .build();
    }

    private static Rejection refusal(long offset) {
        return refusal(offset, offset);
    }

    private static Rejection refusal(long sequence, long offset) {
        return Rejection.newBuilder()
                .setReason(RejectionReason.DUPLICATE)
                .setDetail("seen")
                .setDeviceId("device")
                .setSequence(sequence)
                .setTopic("updates")
                .setPartition(0)
                .setOffset(offset)
                .setOriginalLength(0)
                .setOriginal(ByteBuffer.allocate(0))
                .build();
    }
}
