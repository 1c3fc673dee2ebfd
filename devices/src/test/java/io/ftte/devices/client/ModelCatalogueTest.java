package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ftte.control.sets.PlanRotation;
import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.ShardHistory;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.ModelKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ModelCatalogueTest {
    private static final String DEVICE = "device-007";
    private static final Predicate<TrainableSubset> ANY = plan -> true;

    private final List<Long> heard = new ArrayList<>();
    private final ModelCatalogue catalogue =
            new ModelCatalogue(
                    ModelAssembler.newestOnly(ShardKind.MODEL), v -> heard.add(v.version()));

    @Test
    void accept_shardsOfThreeVersions_offersTheNewestAndTellsTheListener() throws WireException {
        ShardHistory history = new ShardHistory("m", 0, 3, Seeds.generator(1, 0));

        assertThat(catalogue.newest("m")).isEmpty();
        for (ModelShard shard : history.shards) {
            catalogue.accept(RecordCodec.encode(shard));
        }

        ModelVersion newest = catalogue.newest("m").orElseThrow();
        assertThat(newest.version()).isEqualTo(3);
        assertThat(newest.parameters()).isEqualTo(history.models.get(3));
        assertThat(heard).containsExactly(0L, 1L, 2L, 3L);
        assertThat(catalogue.newest("other")).isEmpty();
    }

    @Test
    void trainable_severalPlans_isTheNewestThatTheVersionAllows() throws WireException {
        accept(0, 0, 0L, 10);
        accept(0, 1, 5L, 20);

        assertThat(trained(0, 4)).isEqualTo(10);
        assertThat(trained(0, 5)).isEqualTo(20);
    }

    @Test
    void trainable_newGeneration_forgetsThePlansOfTheOld() throws WireException {
        accept(0, 0, 0L, 10);
        accept(1, 0, 0L, 30);

        assertThat(catalogue.trainable(version(0, 4), DEVICE, ANY)).isEmpty();
        assertThat(trained(1, 4)).isEqualTo(30);
    }

    @Test
    void remove_shardOfAModel_offersNothingUntilALaterGenerationComes() throws WireException {
        acceptAll(new ShardHistory("m", 0, 3, Seeds.generator(1, 0)));
        catalogue.remove(new ModelKey("other", 5, "model", 0));
        assertThat(catalogue.newest("m")).isPresent();

        catalogue.remove(new ModelKey("m", 0, "model", 2));
        assertThat(catalogue.newest("m")).isEmpty();

        acceptAll(new ShardHistory("m", 1, 1, Seeds.generator(2, 0)));
        catalogue.remove(new ModelKey("m", 0, "snapshot", 2));
        ModelVersion newest = catalogue.newest("m").orElseThrow();
        assertThat(newest.generation()).as("the one before is gone already").isEqualTo(1);
        assertThat(newest.version()).isEqualTo(1);
    }

    @Test
    void remove_plan_isTrainedNoMore() throws WireException {
        accept(0, 1, 0L, 10);
        accept(0, 2, 0L, 20);
        catalogue.remove(ModelKey.plan("m", 1, 2));
        assertThat(trained(0, 4)).as("another generation's").isEqualTo(20);

        catalogue.remove(ModelKey.plan("m", 0, 2));
        assertThat(trained(0, 4)).isEqualTo(10);
        catalogue.remove(ModelKey.plan("m", 0, 1));
        assertThat(catalogue.trainable(version(0, 4), DEVICE, ANY)).isEmpty();
    }

    private void acceptAll(ShardHistory history) throws WireException {
        for (ModelShard shard : history.shards) {
            catalogue.accept(RecordCodec.encode(shard));
        }
    }

    @Test
    void accept_garbage_isRefused() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> catalogue.accept(new byte[] {1, 2, 3}));
    }

    @Test
    void newest_afterFailure_throwsInsteadOfOfferingAStaleVersion() {
        catalogue.fail(new IllegalArgumentException("broken shard"));

        assertThatIllegalStateException()
                .isThrownBy(() -> catalogue.newest("m"))
                .withMessage("the model topic can no longer be read: broken shard");
    }

    @Test
    void trainable_planOfItsTurn_isThatOfDeviceAndVersion() throws WireException {
        for (int place = 0; place < 3; place++) {
            seat(4 + place, 10 + place, 0, place, 3);
        }
        for (long version = 0; version < 20; version++) {
            int place = PlanRotation.place(DEVICE, version, 3);
            assertThat(trained(0, version)).isEqualTo(10 + place);
        }
    }

    @Test
    void trainable_tiers_isTheHighestThatFits() throws WireException {
        seat(4, 10, 0, 0, 1);
        seat(5, 20, 1, 0, 1);
        seat(6, 40, 2, 0, 1);

        assertThat(trained(0, 0)).isEqualTo(40);
        assertThat(fitting(30)).hasValue(20);
        assertThat(fitting(10)).hasValue(10);
        assertThat(fitting(9)).isEmpty();
    }

    @Test
    void trainable_setThatFitsWhole_trainsAllAlongAndElseItsPlanAlone() throws WireException {
        seat(4, 10, 0, 0, 2);
        seat(5, 20, 0, 1, 2);
        int place = PlanRotation.place(DEVICE, 0, 2);

        TrainableSubset whole = catalogue.trainable(version(0, 0), DEVICE, ANY).orElseThrow();
        TrainableSubset alone =
                catalogue
                        .trainable(version(0, 0), DEVICE, s -> s.indices().cardinality() <= 10)
                        .orElse(whole);

        assertThat(whole.planId()).isEqualTo(4 + place);
        assertThat(whole.length()).isEqualTo(10 + 10 * place);
        assertThat(whole.indices().cardinality()).isEqualTo(20);
        assertThat(alone.indices().cardinality()).isEqualTo(place == 0 ? 10 : 20);
    }

    private Optional<Integer> fitting(int length) {
        return catalogue
                .trainable(version(0, 0), DEVICE, plan -> plan.length() <= length)
                .map(TrainableSubset::length);
    }

    @Test
    void trainable_newSet_takesThePlaceOfTheOneBefore() throws WireException {
        seat(4, 10, 0, 0, 1);
        seat(5, 20, 1, 0, 1);
        accept(0, 7, 0L, 15);

        assertThat(trained(0, 0)).as("its highest tier, not the higher one before").isEqualTo(15);
    }

    /** A plan of the set that begins with plan 4. */
    private void seat(int planId, int to, int tier, int place, int places) throws WireException {
        catalogue.accept(
                RecordCodec.encode(
                        TrainablePlan.newBuilder()
                                .setModelId("m")
                                .setGeneration(0)
                                .setPlanId(planId)
                                .setSinceVersion(0)
                                .setRanges(List.of(new IndexRange(0, to)))
                                .setSet(4)
                                .setTier(tier)
                                .setPlace(place)
                                .setPlaces(places)
                                .build()));
    }

    private void accept(int generation, int planId, long since, int to) throws WireException {
        List<IndexRange> ranges = List.of(new IndexRange(0, to));
        catalogue.accept(
                RecordCodec.encode(
                        TrainablePlan.newBuilder()
                                .setModelId("m")
                                .setGeneration(generation)
                                .setPlanId(planId)
                                .setSinceVersion(since)
                                .setRanges(ranges)
                                .build()));
    }

    private int trained(int generation, long version) {
        return catalogue
                .trainable(version(generation, version), DEVICE, ANY)
                .orElseThrow()
                .length();
    }

    private static ModelVersion version(int generation, long version) {
        return new ModelVersion("m", generation, version, 0, new float[0], List.of());
    }
}
