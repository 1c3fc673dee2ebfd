package io.ftte.cli.compare;

import io.ftte.devices.data.LabelledData;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.TrainingEngine;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/** What a model's versions are measured on: the test part of a data set. */
final class HeldOutData {
    private final Dataset examples;
    private final TrainingEngine engine;

    private HeldOutData(Dataset examples, TrainingEngine engine) {
        this.examples = examples;
        this.engine = engine;
    }

    /**
     * @param data the built-in set or a directory
     * @throws OptionsException one line, where there is no such data or the model is not for it
     */
    static HeldOutData open(String data, ModelRegistration head) {
        if (head.getArchitecture() == null) {
            throw new OptionsException(
                    head.getModelId()
                            + " is registered without an architecture and cannot be measured: omit"
                            + " --data");
        }
        if (!head.getPersonal().isEmpty()) {
            throw new OptionsException(
                    head.getModelId()
                            + " has tensors that its devices keep and cannot be measured without"
                            + " them: omit --data");
        }
        Network network = NetworkJson.read(head.getArchitecture());
        Dataset examples;
        try {
            examples = LabelledData.open(data).test();
        } catch (IOException e) {
            throw new OptionsException(e.getMessage());
        }
        if (network.input().elements() != examples.width()
                || network.classes() < examples.classes()) {
            throw new OptionsException(
                    "%s takes %d numbers and tells %d classes apart; %s has %d and %d: correct --data"
                            .formatted(
                                    head.getModelId(),
                                    network.input().elements(),
                                    network.classes(),
                                    data,
                                    examples.width(),
                                    examples.classes()));
        }
        return new HeldOutData(
                examples,
                new TrainingEngine(
                        NetworkPlan.full(network),
                        new EngineSettings(1, ConvolutionMethod.DIRECT, new Optimizer.Sgd(1))));
    }

    int examples() {
        return examples.size();
    }

    /** Share of the examples told right. */
    double accuracy(float[] parameters) {
        engine.load(parameters);
        return engine.accuracy(examples);
    }

    /**
     * The same along a path, of the averages where the model keeps them.
     *
     * @param versions at the times that are looked at, ascending
     * @param chosen at which of these to measure
     * @param progress hears the share that is done
     * @return NaN where it is not measured
     */
    double[] along(ModelPath path, long[] versions, boolean[] chosen, DoubleConsumer progress)
            throws IOException {
        double[] accuracies = new double[versions.length];
        Arrays.fill(accuracies, Double.NaN);
        long measured = -1;
        double accuracy = Double.NaN;
        for (int i = 0; i < versions.length; i++) {
            if (chosen[i]) {
                if (versions[i] != measured) {
                    measured = versions[i];
                    var numbers = path.at(measured);
                    accuracy = accuracy(numbers.averaged().orElse(numbers.parameters()));
                }
                accuracies[i] = accuracy;
            }
            progress.accept((i + 1.0) / versions.length);
        }
        return accuracies;
    }
}
