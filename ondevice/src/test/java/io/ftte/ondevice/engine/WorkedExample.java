package io.ftte.ondevice.engine;

import static io.ftte.ondevice.engine.EngineNetworks.channels;
import static io.ftte.ondevice.engine.EngineNetworks.plan;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import java.util.List;
import java.util.stream.Stream;

/** The table of the experiments' description: peaks of plans of the CIFAR-sized network. */
public final class WorkedExample {

    static final Optimizer SGD = new Optimizer.Sgd(0.01f);

    public static final List<EngineSettings> COLUMNS =
            List.of(
                    new EngineSettings(32, ConvolutionMethod.IM2COL, SGD),
                    new EngineSettings(32, ConvolutionMethod.DIRECT, SGD),
                    new EngineSettings(8, ConvolutionMethod.IM2COL, SGD),
                    new EngineSettings(1, ConvolutionMethod.DIRECT, SGD));

    private WorkedExample() {}

    /** A row of the table: the plan and its peaks in KiB. */
    public record Row(NetworkPlan plan, int trainable, double... peaks) {}

    public static Stream<Row> table() {
        Network net = EngineNetworks.cifar();
        LayerPlan all = channels(64);
        return Stream.of(
                new Row(NetworkPlan.full(net), 107_338, 10_246.58, 9_670.58, 3_622.58, 1_114.58),
                new Row(plan(net, all, all, all), 74_506, 2_942.33, 2_798.33, 1_606.33, 918.33),
                new Row(plan(net, all, all), 37_578, 1_846.08, 1_742.08, 1_462.08, 774.08),
                new Row(plan(net, channels(56), all), 32_970, 1_828.08, 1_660.08, 1_444.08, 756.08),
                new Row(plan(net, channels(16), all), 9_930, 1_738.08, 1_482.08, 1_354.08, 666.08),
                new Row(plan(net, all), 650, 1_197.83, 621.83, 1_191.83, 614.08));
    }
}
