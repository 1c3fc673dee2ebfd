package io.ftte.cli.model;

import io.ftte.aggregation.ModelLayout;
import io.ftte.aggregation.ServerStep;
import io.ftte.control.sets.PlanTiers;
import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.topics.OptionsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A registration in JSON that a person named; what is wrong with it is said in one line. */
public record ModelFile(Path file) {
    private static final Pattern SHARD = Pattern.compile("-\\d{5}-of-\\d{5}\\.safetensors$");
    private static final Pattern PICKLE = Pattern.compile("\\.(pt|pth|bin|ckpt)$");

    /** As it is; settings that it does not name are taken from {@code defaults}. */
    public ModelDefinition read(AggregationSettings defaults) throws IOException {
        if (isParametersOnly(file)) {
            throw new OptionsException(
                    file + " holds parameters only: --model takes a registration in JSON here");
        }
        ModelDefinition definition = parsed(defaults);
        check(definition, file);
        return definition;
    }

    /** Of a {@code .safetensors} file: what else a registration has is not in it. */
    static boolean isParametersOnly(Path file) {
        return file.toString().endsWith(".safetensors");
    }

    /**
     * Refuses files that are often taken for a model's parameters.
     *
     * @throws OptionsException one line that says how to make a file of them
     */
    static void checkKind(Path file) {
        String name = file.getFileName().toString();
        if (SHARD.matcher(name).find()) {
            throw new OptionsException(
                    file
                            + " is one shard of a checkpoint: load all of them"
                            + " (safetensors.torch.load_file) and save_file their tensors"
                            + " together");
        }
        if (name.endsWith(".index.json")) {
            throw new OptionsException(
                    file
                            + " is the index of a checkpoint in shards: load these"
                            + " (safetensors.torch.load_file) and save_file their tensors"
                            + " together");
        }
        if (PICKLE.matcher(name).find()) {
            throw new OptionsException(
                    file
                            + " is PyTorch's own format: save_file(module.state_dict(),"
                            + " 'model.safetensors') with safetensors.torch");
        }
    }

    private ModelDefinition parsed(AggregationSettings defaults) throws IOException {
        try {
            return RegistrationJson.read(file, defaults);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw missing();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage() + "; correct the file");
        }
    }

    /**
     * Refuses what the job would refuse, out of sight of whoever wrote the file.
     *
     * @param settingsFile has the aggregation settings
     * @throws OptionsException one line that names it
     */
    static void check(ModelDefinition definition, Path settingsFile) {
        try {
            ModelRegistration head = definition.head();
            ServerStep.checkRegistration(head);
            PlanTiers.seats(head, new ModelLayout(head, ModelDigest.LEAF, ModelDigest.LEAF));
        } catch (IllegalArgumentException e) {
            throw new OptionsException(settingsFile + ": " + e.getMessage() + "; correct the file");
        }
    }

    private OptionsException missing() {
        return new OptionsException("There is no file " + file + ": correct --model");
    }
}
