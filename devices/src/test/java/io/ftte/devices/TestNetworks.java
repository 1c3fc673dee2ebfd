package io.ftte.devices;

import io.ftte.devices.engine.Examples;
import io.ftte.devices.engine.TrainingEngine;
import io.ftte.schemas.network.Activation;
import io.ftte.schemas.network.Dense;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.schemas.network.Shape;
import java.util.List;

/** Networks for the digits, and what they are worth. */
final class TestNetworks {

    private TestNetworks() {}

    /** One hidden layer. */
    static Network mlp(int hidden) {
        return new Network(
                Shape.of(Digits.PIXELS),
                List.of(
                        new Dense("dense1", hidden, Activation.RELU),
                        new Dense("dense2", Digits.CLASSES, Activation.NONE)));
    }

    /** An engine that holds the parameters, to measure with. */
    static TrainingEngine loaded(Network network, float[] parameters) {
        TrainingEngine engine =
                new TrainingEngine(
                        NetworkPlan.full(network), new TrainingSettings(1, 1, 1f).engine());
        engine.load(parameters);
        return engine;
    }

    static double accuracy(Network network, float[] parameters, Examples examples) {
        return loaded(network, parameters).accuracy(examples);
    }

    static double loss(Network network, float[] parameters, Examples examples) {
        return loaded(network, parameters).loss(examples);
    }
}
