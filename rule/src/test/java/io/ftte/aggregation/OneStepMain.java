package io.ftte.aggregation;

import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.OptimizerName;
import java.util.List;

/** Takes one server step with each optimiser that it is given the name of. */
public final class OneStepMain {
    /** Four parameters. */
    private static final Network NETWORK =
            new Network(Shape.of(1), List.of(new Dense("d", 2, Activation.NONE)));

    private OneStepMain() {}

    public static void main(String[] names) {
        for (String name : names) {
            AggregationSettings settings =
                    TestSettings.defaults()
                            .setServerOptimizer(
                                    TestSettings.optimizer(OptimizerName.valueOf(name)).build())
                            .build();
            ModelStep step = new SpectralModel(NETWORK, settings).step();
            ShardModel model = step.begin(new float[4]);
            step.apply(model, new float[] {1, 2, 3, 4}, new double[] {1, 1, 0, 1}, 1, 1);
            System.out.println(name + " stepped to " + model.parameters[0]);
        }
    }
}
