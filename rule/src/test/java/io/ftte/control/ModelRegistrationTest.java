package io.ftte.control;

import static io.ftte.control.ControlRecords.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.Tick;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrations, removals and generations. */
class ModelRegistrationTest {
    private static final ModelDefinition DEFINITION = ControlRecords.model(rule(2), 1);

    private final ModelFixture fixture = new ModelFixture();

    @Test
    void accept_chunksThenHead_begins() {
        byte[] head = ControlRecords.registration(DEFINITION).get(1);
        fixture.register(DEFINITION);

        assertThat(fixture.take()).containsExactly("begin generation 0");
        assertThat(fixture.model.isRegistered()).isTrue();
        assertThat(fixture.model.sizes()).contains(ControlRecords.SIZES);
        FirstVersion first = fixture.log.lastBegin();
        assertThat(first.registration()).isEqualTo(head);
        assertThat(first.parameters()).hasSize(ControlRecords.PARAMETERS * Float.BYTES);
        assertThat(first.model().layout().shardCount()).isEqualTo(3);
        assertThat(first.model().publishingShards()).as("what plan 1 trains").containsExactly(0, 1);
    }

    @Test
    void accept_equalHeadAgain_isIgnored() {
        fixture.register(DEFINITION).take();
        assertThat(fixture.register(DEFINITION).take()).isEmpty();
    }

    @Test
    void accept_otherHead_isRefusedAndTheFirstGoesOn() {
        fixture.register(DEFINITION).take();
        fixture.register(ControlRecords.model(rule(1), 1)).admit(0, 1);
        assertThat(fixture.take()).containsExactly("refuse: MODEL_EXISTS", "admit d 0 as 1");
    }

    @Test
    void accept_headWithoutItsChunk_isRefusedUntilTheChunkCame() {
        List<byte[]> records = ControlRecords.registration(DEFINITION);
        fixture.accept(records.get(1));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).startsWith("parameter chunk 0 of 1 is not");
        assertThat(fixture.model.isRegistered()).isFalse();
        assertThat(fixture.register(DEFINITION).take()).containsExactly("begin generation 0");
    }

    @Test
    void accept_parametersOfAnotherDigest_isRefused() {
        fixture.accept(ControlRecords.registration(ControlRecords.model(rule(2), 7)).get(0));
        fixture.accept(ControlRecords.registration(DEFINITION).get(1));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).contains("digest");
    }

    @Test
    void accept_parametersNotFinite_isRefused() {
        ModelRegistration head =
                ModelRegistration.newBuilder(DEFINITION.head())
                        .setParameterDigest(ByteBuffer.wrap(new byte[32]))
                        .build();
        var chunk = DEFINITION.chunks().get(0);
        chunk.getValues().putInt(0, Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
        fixture.accept(RecordCodec.encode(chunk)).accept(RecordCodec.encode(head));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).isEqualTo("initial parameter 0 is NaN");
    }

    @Test
    void accept_headOfAnotherModel_isRefused() {
        ModelRegistration other =
                ModelRegistration.newBuilder(DEFINITION.head()).setModelId("other").build();
        fixture.accept(ControlRecords.registration(DEFINITION).get(0));
        fixture.accept(RecordCodec.encode(other));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).isEqualTo("the record's key is not of model other");
    }

    @Test
    void accept_settingsOutOfRange_isRefused() {
        ModelRegistration head =
                ModelRegistration.newBuilder(DEFINITION.head())
                        .setAggregation(rule(0).build())
                        .build();
        fixture.accept(ControlRecords.registration(DEFINITION).get(0));
        fixture.accept(RecordCodec.encode(head));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).contains("bufferSize");
        assertThat(fixture.register(DEFINITION).take())
                .as("nothing of it is left")
                .containsExactly("begin generation 0");
    }

    /** Nothing is allocated for what a head claims, and the job goes on. */
    @ParameterizedTest
    @CsvSource({
        "600000000, 'the tensors have more than 268435456 parameters'",
        "536870911, 'the tensors have more than 268435456 parameters'",
        "268435456, 'parameter chunk 1 of 2048 is not on the control topic'",
    })
    void accept_moreParametersThanAModelMayHave_isRefused(int count, String reason) {
        int chunks = (int) ((count + (long) ModelDefinition.CHUNK - 1) / ModelDefinition.CHUNK);
        assertRefused(
                ModelRegistration.newBuilder(DEFINITION.head())
                        .setTensors(List.of(new Tensor("t", List.of(count))))
                        .setPlans(List.of(new Plan(1, List.of(new TensorRange("t", 0, 10)), 0)))
                        .setParameterCount(count)
                        .setParameterChunks(chunks)
                        .build(),
                reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 600_000_000, Integer.MAX_VALUE})
    void accept_anotherCountThanTheTensors_isRefused(int count) {
        assertRefused(
                ModelRegistration.newBuilder(DEFINITION.head()).setParameterCount(count).build(),
                "parameters, found " + count);
    }

    @Test
    void accept_planBeyondItsTensor_isRefused() {
        String tensor = DEFINITION.head().getTensors().get(0).getName();
        assertRefused(
                ModelRegistration.newBuilder(DEFINITION.head())
                        .setPlans(
                                List.of(
                                        new Plan(
                                                1,
                                                List.of(new TensorRange(tensor, 0, 1 << 20)),
                                                0)))
                        .build(),
                "plan 1: range 0 to 1048576 does not lie in " + tensor);
    }

    private void assertRefused(ModelRegistration head, String reason) {
        fixture.accept(ControlRecords.registration(DEFINITION).get(0));
        fixture.accept(RecordCodec.encode(head));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).contains(reason).doesNotContain("\n");
        assertThat(fixture.register(DEFINITION).take()).containsExactly("begin generation 0");
    }

    @Test
    void accept_spectralStepOfVectorsAlone_isRefused() {
        ModelRegistration head =
                ModelRegistration.newBuilder(DEFINITION.head())
                        .setAggregation(
                                rule(2).setServerOptimizer(
                                                ServerOptimizer.newBuilder()
                                                        .setName("spectral")
                                                        .build())
                                        .build())
                        .build();
        fixture.accept(ControlRecords.registration(DEFINITION).get(0));
        fixture.accept(RecordCodec.encode(head));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "serverOptimizer spectral steps matrices, and no tensor of m has two axes:"
                                + " give the tensors their shapes, or an architecture, or take"
                                + " \"preset\": \"ftte-rmsprop\"");
        assertThat(fixture.model.isRegistered()).isFalse();
    }

    @Test
    void accept_spectralLayerOverSeveralShards_begins() {
        fixture.register(spectral(100, 20));
        assertThat(fixture.take()).containsExactly("begin generation 0");
    }

    @Test
    void accept_spectralLayerOfTwoLongSides_isRefused() {
        fixture.register(spectral(1_025, 1_025));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).contains("smaller side of at most 1,024");
    }

    private static ModelDefinition spectral(int inputs, int units) {
        Network network =
                new Network(Shape.of(inputs), List.of(new Dense("wide", units, Activation.NONE)));
        return ModelDefinition.of(
                ControlRecords.MODEL,
                ControlRecords.START,
                NetworkTensors.of(network),
                List.of(),
                rule(2).setServerOptimizer(ServerOptimizer.newBuilder().setName("spectral").build())
                        .build(),
                new float[network.parameterCount()],
                Optional.of(NetworkJsonWriter.write(network)));
    }

    @Test
    void accept_noiseOrARecordOfAnotherTopic_isRefused() {
        fixture.accept(new byte[] {1, 2, 3}).accept(RecordCodec.encode(new Tick(0L)));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED", "refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).isEqualTo("Tick does not belong on the control topic");
    }

    @Test
    void remove_inMidBuffer_endsEachShardAtTheVersionItReached() {
        fixture.register(DEFINITION).admit(0, 3).take();
        assertThat(fixture.remove().take()).containsExactly("end at 1");
        assertThat(fixture.log.lastEnd().lastVersions())
                .as("the third shard trained nothing")
                .containsExactly(1, 1, 0);
        assertThat(fixture.model.isRegistered()).isFalse();
    }

    @Test
    void remove_noModel_forgetsChunksAlone() {
        fixture.accept(ControlRecords.registration(DEFINITION).get(0)).remove();
        fixture.accept(ControlRecords.registration(DEFINITION).get(1));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
    }

    @Test
    void accept_headAfterRemoval_beginsANewGenerationWithAnEmptyBuffer() {
        fixture.register(DEFINITION).admit(0, 3).remove().take();
        fixture.register(ControlRecords.model(rule(2), 5)).admit(9, 1);
        assertThat(fixture.take()).containsExactly("begin generation 1", "admit d 9 as 1");
        assertThat(fixture.model.version()).isZero();
    }

    @Test
    void model_onWhatAnotherKept_goesOn() {
        fixture.register(DEFINITION).admit(0, 1).take();
        Model next =
                new Model(
                        ControlRecords.MODEL,
                        fixture.memory,
                        new LayoutSizes(2_048, 2_048),
                        ModelFixture.GRACE,
                        Optional.empty(),
                        false);
        next.decide(TestUpdate.of("d", 1), fixture.log);
        assertThat(fixture.take()).containsExactly("admit d 1 as 2", "close 1 of 2");
        assertThat(next.sizes()).as("stamped for life").contains(ControlRecords.SIZES);
    }
}
