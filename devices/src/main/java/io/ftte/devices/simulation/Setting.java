package io.ftte.devices.simulation;

import io.ftte.devices.data.LabelledData;
import io.ftte.devices.simulation.fleet.FleetSpec;
import io.ftte.network.Network;
import io.ftte.ondevice.training.TrainingSettings;
import java.util.Optional;

/**
 * What all methods of an experiment have in common.
 *
 * @param proxy examples that no device holds, on which the initial model was trained
 * @param warmStart how; empty for an initial model that is untrained
 * @param validation examples that no device holds, for tuning
 * @param tuning whether models are measured on those, not on the test set
 * @param training on every device
 * @param stragglerSteps local steps of stragglers
 * @param ownTest share of its examples that each device holds out for its own model to be measured
 *     on; 0 for none
 * @param evaluateEvery updates between two measurements
 * @param evaluationExamples on which a curve's points are measured; the last on all
 */
public record Setting(
        Network network,
        LabelledData data,
        FleetSpec fleet,
        int proxy,
        Optional<TrainingSettings> warmStart,
        int validation,
        boolean tuning,
        TrainingSettings training,
        int stragglerSteps,
        double ownTest,
        int evaluateEvery,
        int evaluationExamples) {

    /** {@code IllegalArgumentException}, one line that names the setting, if one is impossible. */
    public Setting {
        require(proxy >= 0, "proxy must not be negative, got " + proxy);
        require(warmStart.isEmpty() || proxy > 0, "warmStart needs proxy examples: set proxy");
        require(validation >= (tuning ? 1 : 0), "validation must be above 0 for tuning");
        require(stragglerSteps >= 1, "stragglerSteps must be at least 1, got " + stragglerSteps);
        require(ownTest >= 0 && ownTest < 1, "ownTest must be a share below 1, got " + ownTest);
        require(evaluateEvery >= 1, "evaluateEvery must be at least 1, got " + evaluateEvery);
        require(evaluationExamples >= 1, "evaluationExamples must be at least 1");
        require(
                proxy + validation < data.train().size(),
                "proxy and validation leave no example to the devices, the data has "
                        + data.train().size());
        require(
                network.input().elements() == data.train().width(),
                "the network reads %d numbers per example, %s has %d"
                        .formatted(network.input().elements(), data.name(), data.train().width()));
        require(
                network.classes() >= data.train().classes(),
                "the network tells %d classes apart, %s has %d"
                        .formatted(network.classes(), data.name(), data.train().classes()));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Local training of a device. */
    TrainingSettings training(boolean slow, Method method) {
        return new TrainingSettings(
                slow ? stragglerSteps : training.steps(),
                training.batchSize(),
                training.learningRate(),
                method.microBatch(),
                method.logitAdjustment());
    }
}
