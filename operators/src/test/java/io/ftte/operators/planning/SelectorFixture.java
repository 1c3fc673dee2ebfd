package io.ftte.operators.planning;

import io.ftte.encoding.ModelDigest;
import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Shape;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.operators.stream.ProfiledDevice;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** A live selector of one model {@code m}, whose registered plan trains all of a perceptron. */
final class SelectorFixture {
    static final Network NETWORK =
            new Network(
                    Shape.of(16),
                    List.of(
                            new Dense("hidden", 8, Activation.RELU),
                            new Dense("out", 4, Activation.NONE)));
    static final TrainingSetup SETUP =
            new TrainingSetup(8, 8, Convolution.DIRECT, DeviceOptimizer.SGD);
    static final float[] PARAMETERS = TestModels.numbers(NETWORK.parameterCount(), 1);
    static final long FULL =
            new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes();
    static final long SMALLEST = new PlanChoice(NETWORK, PARAMETERS, SETUP).smallestBytes();
    static final Duration EXPIRY = Duration.ofDays(30);
    static final Duration PAUSE = Duration.ofMinutes(10);

    final KeyedTwoInputStreamOperatorTestHarness<
                    String, ControlMessage, ProfileMessage, ControlMessage>
            harness;

    /** Event time of the next profile, ms since the epoch. */
    long now = TestModels.START;

    SelectorFixture(int tiers) throws Exception {
        harness =
                PlanSelectorTest.created(
                        new SelectionSettings(
                                0,
                                tiers,
                                false,
                                TensorEncoding.F32,
                                PAUSE,
                                EXPIRY,
                                SETUP,
                                ModelDigest.LEAF),
                        true);
        harness.open();
    }

    SelectorFixture register() throws Exception {
        return register(TestModels.settings(2).build());
    }

    SelectorFixture register(AggregationSettings settings) throws Exception {
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        TestModels.START,
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
                        settings,
                        PARAMETERS,
                        Optional.of(NetworkJsonWriter.write(NETWORK)));
        for (ControlMessage message : TestModels.registration(model)) {
            harness.processElement1(message, 0);
        }
        return this;
    }

    void profile(String device, long memoryBytes) throws Exception {
        profile(device, memoryBytes, null);
    }

    void profile(String device, long memoryBytes, Long payloadBytes) throws Exception {
        profile(device, memoryBytes, payloadBytes, Map.of());
    }

    void profile(
            String device, long memoryBytes, Long payloadBytes, Map<String, Float> sensitivities)
            throws Exception {
        byte[] value =
                RecordCodec.encode(
                        new DeviceProfile(
                                device,
                                List.of("m"),
                                memoryBytes,
                                sensitivities,
                                null,
                                payloadBytes,
                                null,
                                null));
        harness.processElement2(new ProfileMessage("m", device, now, 1, 7, value), 0);
    }

    void gone(String device) throws Exception {
        harness.processElement2(new ProfileMessage("m", device, now, 1, 8, new byte[0]), 0);
    }

    /** Event time of both inputs. */
    void watermark(long time) throws Exception {
        harness.processWatermark1(new Watermark(time));
        harness.processWatermark2(new Watermark(time));
    }

    int stateEntries() {
        return Harnesses.keyedStateEntries(harness);
    }

    /** How many are kept. */
    int devices() throws Exception {
        AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
        operator.setCurrentKey("m");
        MapState<String, ProfiledDevice> devices =
                operator.getKeyedStateBackend()
                        .getPartitionedState(
                                VoidNamespace.INSTANCE,
                                VoidNamespaceSerializer.INSTANCE,
                                new MapStateDescriptor<>(
                                        "devices",
                                        Types.STRING,
                                        TypeInformation.of(ProfiledDevice.class)));
        int count = 0;
        for (String ignored : devices.keys()) {
            count++;
        }
        return count;
    }

    /** Of each change so far, how many parameters its highest tier trains. */
    List<Integer> plans() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        if (harness.getSideOutput(PlanSelector.DECISIONS) == null) {
            return sizes;
        }
        for (StreamRecord<OutputRecord> record : harness.getSideOutput(PlanSelector.DECISIONS)) {
            Object change = RecordCodec.decode(record.getValue().value());
            sizes.add(
                    change instanceof PlanSet set
                            ? length(set.getPlans().get(set.getPlans().size() - 1).getRanges())
                            : length(((TrainablePlan) change).getRanges()));
        }
        return sizes;
    }

    private static int length(List<IndexRange> ranges) {
        return ranges.stream().mapToInt(range -> range.getTo() - range.getFrom()).sum();
    }

    void close() throws Exception {
        harness.close();
    }
}
