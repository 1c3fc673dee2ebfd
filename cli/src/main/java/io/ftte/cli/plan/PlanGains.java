package io.ftte.cli.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.devices.data.LabelledData;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.FisherScores;
import io.ftte.ondevice.training.MeasuredGains;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.selection.Gains;
import io.ftte.selection.GroupGains;
import io.ftte.selection.ParameterGains;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where the gains of a plan come from: a file, data, or nothing but the number of parameters. */
final class PlanGains {
    /** Examples whose scores are summed, and on which accuracies are measured. */
    private static final int EXAMPLES = 1_000;

    private static final float LEARNING_RATE = 0.05f;

    private final Optional<Path> file;
    private final Optional<String> data;
    private final Optional<Integer> measure;
    private final int batch;
    private final PrintWriter progress;
    private final Map<String, Double> computed = new LinkedHashMap<>();

    /**
     * @param data the built-in set or a directory
     * @param measure steps of fine-tuning per group; empty for Fisher scores
     * @param progress takes a line per group that is measured
     */
    PlanGains(
            Optional<Path> file,
            Optional<String> data,
            Optional<Integer> measure,
            int batch,
            PrintWriter progress) {
        if (file.isPresent() && data.isPresent()) {
            throw new OptionsException("Gains come from --gains or from --data: leave one out");
        }
        if (measure.isPresent() && data.isEmpty()) {
            throw new OptionsException("--measure needs data: add --data");
        }
        if (measure.orElse(1) < 1) {
            throw new OptionsException("measure is " + measure.get() + ": write 1 or more steps");
        }
        this.file = file;
        this.data = data;
        this.measure = measure;
        this.batch = batch;
        this.progress = progress;
    }

    /** What the report says of them. */
    String source() {
        if (file.isPresent()) {
            return file.get().toString();
        }
        if (data.isEmpty()) {
            return "of a group, its number of trainable parameters; --gains FILE takes measured"
                    + " ones, --data DIR computes them";
        }
        return measure.map(steps -> "accuracy gained in " + steps + " steps on ")
                        .orElse("Fisher scores on ")
                + data.get();
    }

    /**
     * @param parameters the network's flat vector
     * @throws IllegalArgumentException one line, if the data does not fit the network
     */
    Gains of(Network network, float[] parameters) throws IOException {
        if (file.isPresent()) {
            return new GainsFile(file.get()).read(network);
        }
        if (data.isEmpty()) {
            return new ParameterGains(network);
        }
        LabelledData labelled = labelled();
        if (measure.isPresent()) {
            computed.putAll(measured(network, parameters, labelled));
        } else {
            new FisherScores(network)
                    .of(parameters, some(labelled.train()))
                    .forEach((group, score) -> computed.put(group, score.doubleValue()));
        }
        return new GroupGains(network, computed);
    }

    private LabelledData labelled() {
        try {
            return LabelledData.open(data.orElseThrow());
        } catch (IOException e) {
            throw new OptionsException(e.getMessage());
        }
    }

    private Map<String, Double> measured(
            Network network, float[] parameters, LabelledData labelled) {
        MeasuredGains gains =
                new MeasuredGains(
                        network,
                        parameters,
                        new Dataset.Split(labelled.train(), some(labelled.test())),
                        new TrainingSettings(measure.orElseThrow(), batch, LEARNING_RATE),
                        0);
        return gains.measure(
                group -> {
                    progress.println("measuring " + group);
                    progress.flush();
                });
    }

    /** Writes the gains that were computed, if any, as {@code --gains} reads them. */
    void writeComputed(Path to) throws IOException {
        if (!computed.isEmpty()) {
            Files.write(
                    to,
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsBytes(computed));
        }
    }

    /** Evenly spread, as sets may be sorted by class. */
    private static Dataset some(Dataset all) {
        int count = Math.min(all.size(), EXAMPLES);
        return all.subset(
                IntStream.range(0, count)
                        .map(i -> (int) ((long) i * all.size() / count))
                        .toArray());
    }
}
