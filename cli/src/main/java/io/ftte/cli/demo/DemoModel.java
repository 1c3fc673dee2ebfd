package io.ftte.cli.demo;

import io.ftte.cli.model.LiveSettings;
import io.ftte.devices.client.PlanSubset;
import io.ftte.devices.data.Digits;
import io.ftte.devices.data.Seeds;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.text.Preset;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The model of the demonstration and its data, the same for a seed.
 *
 * @param data what the fleet trains on, and what versions are measured on
 */
public record DemoModel(Network network, Dataset.Split data, ModelDefinition definition) {
    static final String ID = "digits";

    /** Activations outweigh weights in it, as in networks worth a plan. */
    private static final String ARCHITECTURE =
            """
{"input": [1, 8, 8], "layers": [
  {"name": "conv1", "type": "conv2d", "filters": 16, "kernel": 3, "padding": 1, "activation": "relu"},
  {"name": "conv2", "type": "conv2d", "filters": 16, "kernel": 3, "padding": 1, "activation": "relu"},
  {"type": "max-pool", "size": 2},
  {"type": "flatten"},
  {"name": "dense", "type": "dense", "units": 10}]}
""";

    /** What each device keeps to itself where that is asked for: the classifier. */
    private static final List<String> PERSONAL = List.of("dense/kernel", "dense/bias");

    /** Above the norm of most updates; two parties need a bound. */
    private static final double CLIP_NORM = 4;

    /** An update's largest components are some thousands of it. */
    private static final double UNIT = 1.0 / (1 << 14);

    /** Share of its examples that a device then holds out. */
    static final double OWN_TEST = 0.2;

    private static final double HELD_OUT = 0.2;

    // A stream of random numbers of a seed, apart from those of the fleet.
    private static final long SPLIT_STREAM = 0;

    /**
     * @param eventTime T(0), ms since the epoch
     */
    public static DemoModel of(long seed, long eventTime) {
        return of(seed, eventTime, List.of(), false);
    }

    /** As the demonstration wants it. */
    static DemoModel of(DemoSettings settings, long eventTime) {
        return of(
                settings.seed(),
                eventTime,
                settings.personal() ? PERSONAL : List.of(),
                settings.twoParties());
    }

    private static DemoModel of(
            long seed, long eventTime, List<String> personal, boolean twoParties) {
        Network network = NetworkJson.read(ARCHITECTURE);
        ModelDefinition definition =
                ModelDefinition.of(
                        ID,
                        eventTime,
                        NetworkTensors.of(network),
                        List.of(
                                NetworkTensors.plan(
                                        ModelDefinition.FIRST_PLAN, sent(network, personal))),
                        personal,
                        // Its registration would say nothing of the step.
                        settings(twoParties),
                        HeNormal.parameters(network, seed),
                        Optional.of(ARCHITECTURE));
        return new DemoModel(
                network,
                Digits.load().split(HELD_OUT, Seeds.generator(seed, SPLIT_STREAM)::nextInt),
                definition);
    }

    private static AggregationSettings settings(boolean twoParties) {
        AggregationSettings settings = Preset.DEFAULT.over(LiveSettings.defaults());
        return twoParties
                ? AggregationSettings.newBuilder(settings)
                        .setClipNorm(CLIP_NORM)
                        .setSharingUnit(UNIT)
                        .setSharingMinDevices(DemoHelper.MIN_DEVICES)
                        .build()
                : settings;
    }

    private static NetworkPlan sent(Network network, List<String> personal) {
        BitSet indices = NetworkPlan.full(network).indices();
        network.tensors().stream()
                .filter(tensor -> personal.contains(tensor.name()))
                .forEach(tensor -> indices.clear(tensor.offset(), tensor.end()));
        return NetworkPlan.of(network, indices);
    }

    /** The registered plan, with what is personal beside it. */
    TrainableSubset trainable() {
        ModelRegistration head = definition.head();
        return PlanSubset.of(
                TrainablePlan.newBuilder()
                        .setModelId(ID)
                        .setGeneration(0)
                        .setPlanId(ModelDefinition.FIRST_PLAN)
                        .setSinceVersion(0)
                        .setRanges(ModelDefinition.ranges(head, head.getPlans().get(0)))
                        .setPersonal(ModelDefinition.personal(head))
                        .build());
    }

    /** Parameters that each device keeps to itself. */
    int personalCount() {
        return ModelDefinition.personal(definition.head()).stream()
                .mapToInt(range -> range.getTo() - range.getFrom())
                .sum();
    }
}
