package io.ftte.cli.model;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.safetensors.SafetensorsModel;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationSettings;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.OptionsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters in a {@code .safetensors} file and the settings for them; what is wrong with either is
 * said in one line.
 */
record SafetensorsRegistration(
        Path settingsFile, RegistrationSettings settings, SafetensorsModel model) {

    static SafetensorsRegistration read(
            Path modelFile, Path settingsFile, AggregationSettings defaults) throws IOException {
        try {
            RegistrationSettings settings = RegistrationSettings.read(settingsFile, defaults);
            return new SafetensorsRegistration(
                    settingsFile,
                    settings,
                    SafetensorsModel.read(modelFile, settings.architecture()));
        } catch (FileNotFoundException e) {
            throw new OptionsException("There is no file " + settingsFile + ": correct --settings");
        } catch (NoSuchFileException e) {
            throw new OptionsException("There is no file " + modelFile + ": correct --model");
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage() + "; correct the file");
        }
    }

    /**
     * The registration. Where the settings do not say T(0), it is the one of the model that is
     * registered already, so that publishing the same files twice is no second model, or now.
     *
     * @throws IOException if the control topic cannot be read
     */
    ModelDefinition definition(AggregationConf conf) throws IOException {
        long time = settings.eventTime().isPresent() ? 0 : registered(conf);
        ModelDefinition definition = joined(time);
        ModelFile.check(definition, settingsFile);
        return definition;
    }

    /** What of the file does not train, in a line each; mostly none. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!model.leftOut().isEmpty()) {
            notes.add("left out, as it only counts: " + some(model.leftOut()));
        }
        List<String> statistics =
                model.tensors().stream()
                        .filter(RegistrationSettings::isStatistic)
                        .map(Tensor::getName)
                        .toList();
        if (settings.trainsEverything() && !statistics.isEmpty()) {
            notes.add("not trained, as no plan names it: " + some(statistics));
        }
        return notes;
    }

    private static String some(List<String> names) {
        return names.size() == 1
                ? names.get(0)
                : "%s and %d more".formatted(names.get(0), names.size() - 1);
    }

    private ModelDefinition joined(long time) {
        try {
            return settings.definition(model.tensors(), model.parameters(), time)
                    .named(model.source().pyTorchNames(), model.source().aliases());
        } catch (IllegalArgumentException e) {
            throw new OptionsException(settingsFile + ": " + e.getMessage() + "; correct the file");
        }
    }

    private long registered(AggregationConf conf) throws IOException {
        return ControlTopic.read(conf.brokers(), conf.topics().control())
                .head(settings.modelId())
                .map(ModelRegistration::getEventTime)
                .orElseGet(System::currentTimeMillis);
    }
}
