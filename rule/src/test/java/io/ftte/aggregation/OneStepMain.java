package io.ftte.aggregation;

import io.ftte.schemas.settings.OptimizerName;

/** Takes one server step with each optimiser that it is given the name of. */
public final class OneStepMain {
    private OneStepMain() {}

    public static void main(String[] names) {
        for (String name : names) {
            ServerStep step =
                    new ServerStep(
                            TestSettings.defaults()
                                    .setServerOptimizer(
                                            TestSettings.optimizer(OptimizerName.valueOf(name))
                                                    .build())
                                    .build());
            ShardModel model = new ShardModel(new float[4], step);
            step.apply(model, new float[] {1, 2, 3, 4}, new double[] {1, 1, 0, 1}, 1, 1);
            System.out.println(name + " stepped to " + model.parameters[0]);
        }
    }
}
