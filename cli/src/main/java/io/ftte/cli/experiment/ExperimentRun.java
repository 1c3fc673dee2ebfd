package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.cli.report.Comparison;
import io.ftte.cli.report.CurvesCsv;
import io.ftte.cli.report.ExperimentHtml;
import io.ftte.cli.report.ExperimentJson;
import io.ftte.cli.report.ExperimentMarkdown;
import io.ftte.cli.report.ExperimentSvg;
import io.ftte.cli.report.Outcome;
import io.ftte.devices.simulation.Method;
import io.ftte.devices.simulation.RunListener;
import io.ftte.devices.simulation.RunResult;
import io.ftte.devices.simulation.Simulation;
import io.ftte.devices.simulation.WorkQueue;
import io.ftte.devices.simulation.World;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Does the runs of an experiment that are not done yet, and writes the report. */
final class ExperimentRun {
    private final Experiment experiment;
    private final Path out;
    private final Optional<Path> recording;
    private final WorkQueue work;
    private final SimulationProgress progress;

    /**
     * @param recording where the updates of the only run go
     */
    ExperimentRun(
            Experiment experiment,
            Path out,
            Optional<Path> recording,
            WorkQueue work,
            SimulationProgress progress) {
        this.experiment = experiment;
        this.out = out;
        this.recording = recording;
        this.work = work;
        this.progress = progress;
    }

    List<Outcome> run() throws IOException, InterruptedException {
        RunStore store = new RunStore(out);
        int runs =
                experiment.cells().stream()
                        .mapToInt(cell -> cell.seeds().size() * cell.methods().size())
                        .sum();
        if (recording.isPresent() && runs != 1) {
            throw new OptionsException(
                    "A recording is of one run and the experiment has %d: choose with --cell, --method and --seed"
                            .formatted(runs));
        }
        progress.start(runs);
        List<Outcome> outcomes = new ArrayList<>();
        for (Cell cell : experiment.cells()) {
            for (long seed : cell.seeds()) {
                outcomes.addAll(runs(store, cell, seed));
            }
        }
        progress.end();
        write(outcomes);
        return outcomes;
    }

    private List<Outcome> runs(RunStore store, Cell cell, long seed)
            throws IOException, InterruptedException {
        Optional<World> world = Optional.empty();
        List<Outcome> outcomes = new ArrayList<>();
        for (MethodSpec method : cell.methods()) {
            Optional<RunResult> stored =
                    recording.isPresent() ? Optional.empty() : store.find(cell, method, seed);
            if (stored.isPresent()) {
                progress.skip();
            } else {
                if (world.isEmpty()) {
                    world = Optional.of(new World(cell.setting(), seed));
                }
                stored = Optional.of(simulate(cell, method, world.get()));
                store.save(cell, method, seed, stored.get());
            }
            outcomes.add(
                    new Outcome(cell.name(), method.name(), seed, cell.target(), stored.get()));
        }
        return outcomes;
    }

    private RunResult simulate(Cell cell, MethodSpec spec, World world)
            throws IOException, InterruptedException {
        Method method = spec.in(world);
        String name = (cell.name().isEmpty() ? "" : cell.name() + ": ") + spec.name();
        progress.begin(name, world.seed(), method.horizon());
        RunResult result;
        if (recording.isPresent()) {
            try (RunRecorder recorder = new RunRecorder(recording.get(), world, method)) {
                result = new Simulation(world, method, work, recorder).run(progress::at);
            }
        } else {
            result = new Simulation(world, method, work, RunListener.NONE).run(progress::at);
        }
        progress.done(result.finalAccuracy());
        return result;
    }

    private void write(List<Outcome> outcomes) throws IOException {
        Map<String, JsonNode> settings = new LinkedHashMap<>();
        experiment.cells().forEach(cell -> settings.put(cell.name(), cell.common()));
        String name = experiment.name();
        RunStore.write(out.resolve("report.json"), ExperimentJson.write(name, settings, outcomes));
        RunStore.write(out.resolve("curves.csv"), CurvesCsv.write(outcomes));
        RunStore.write(out.resolve("report.html"), ExperimentHtml.write(name, outcomes));
        RunStore.write(out.resolve("report.md"), ExperimentMarkdown.write(name, outcomes));
        for (Comparison comparison : Comparison.of(outcomes)) {
            RunStore.write(
                    out.resolve(picture(comparison.cell())), ExperimentSvg.write(comparison));
        }
    }

    private static String picture(String cell) {
        String part = cell.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return "accuracy-over-time" + (part.isEmpty() ? "" : "-" + part) + ".svg";
    }
}
