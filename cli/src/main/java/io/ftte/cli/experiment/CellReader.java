package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.devices.data.LabelledData;
import io.ftte.devices.simulation.Setting;
import io.ftte.network.Network;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.text.JsonFields;
import io.ftte.schemas.text.NetworkJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the sections of an experiment file; errors name the place by its path. */
final class CellReader {
    private static final int STEPS = 5;
    private static final int BATCH = 20;
    private static final int EVALUATE_EVERY = 80;
    private static final int EVALUATION_EXAMPLES = 2_000;
    private static final long HORIZON = 2_500;

    private final ObjectNode node;
    private final JsonFields in;
    private final Directories directories;

    CellReader(ObjectNode node, Directories directories) {
        this.node = node;
        this.in = new JsonFields(node, "");
        this.directories = directories;
    }

    Cell read() throws IOException {
        in.text("name");
        String name = in.text("cell");
        double target = in.number("target").orElse(1);
        if (!(target > 0 && target <= 1)) {
            throw new IllegalArgumentException(
                    "target must be an accuracy above 0 and at most 1, not " + target);
        }
        List<Long> seeds = in.integers("seeds").stream().map(Integer::longValue).toList();
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("seeds must name at least one");
        }
        Setting setting = setting();
        int concurrency = in.integer32("concurrency").orElse(1);
        Optional<JsonFields> plan = in.object("plan");
        long horizon = in.integer("horizon").orElse(HORIZON);
        MethodReader reader =
                new MethodReader(setting, concurrency, plan.map(PlanSpec::read), horizon);
        List<MethodSpec> methods =
                in.objects("methods").stream().flatMap(one -> reader.read(one).stream()).toList();
        requireDistinct(methods);
        in.end();
        return new Cell(name, seeds, target, setting, methods, common());
    }

    private static void requireDistinct(List<MethodSpec> methods) {
        long names = methods.stream().map(MethodSpec::name).distinct().count();
        if (methods.isEmpty() || names < methods.size()) {
            throw new IllegalArgumentException(
                    "methods must be at least one, each with a name of its own");
        }
    }

    private JsonNode common() {
        ObjectNode common = node.deepCopy();
        return common.without(List.of("methods", "seeds", "target", "name", "cell"));
    }

    private Setting setting() throws IOException {
        LabelledData data = directories.data(in.text("data"));
        Network network = NetworkJson.read(network());
        TrainingSettings training =
                in.object("training")
                        .map(CellReader::training)
                        .orElse(new TrainingSettings(STEPS, BATCH, 0.05f));
        int stragglerSteps = in.integer32("stragglerSteps").orElse(training.steps());
        double ownTest = in.number("ownTest").orElse(0);
        Optional<JsonFields> evaluation = in.object("evaluation");
        int every =
                evaluation
                        .map(e -> e.integer32("every").orElse(EVALUATE_EVERY))
                        .orElse(EVALUATE_EVERY);
        int examples =
                evaluation
                        .map(e -> e.integer32("examples").orElse(EVALUATION_EXAMPLES))
                        .orElse(EVALUATION_EXAMPLES);
        evaluation.ifPresent(JsonFields::end);
        boolean tuning = in.flag("tuning");
        return new Setting(
                network,
                data,
                new FleetReader(directories).read(new JsonFields(in.required("fleet"), "fleet")),
                in.integer32("proxy").orElse(0),
                in.object("warmStart").map(CellReader::training),
                in.integer32("validation").orElse(0),
                tuning,
                training,
                stragglerSteps,
                ownTest,
                every,
                examples);
    }

    private String network() throws IOException {
        JsonNode network = in.required("network");
        return network.isTextual() ? directories.network(network.textValue()) : network.toString();
    }

    private static TrainingSettings training(JsonFields in) {
        try {
            TrainingSettings training =
                    new TrainingSettings(
                            in.integer32("steps").orElse(STEPS),
                            in.integer32("batch").orElse(BATCH),
                            (float) in.number("rate").orElse(0.05));
            in.end();
            return training;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(in.place() + ": " + e.getMessage());
        }
    }
}
