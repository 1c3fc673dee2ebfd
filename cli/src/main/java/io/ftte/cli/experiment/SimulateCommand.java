package io.ftte.cli.experiment;

import io.ftte.cli.report.Outcome;
import io.ftte.devices.simulation.RunResult.Point;
import io.ftte.devices.simulation.WorkQueue;
import io.ftte.topics.OptionsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares methods over simulated fleets. */
@Command(
        name = "simulate",
        description = {
            "Compare methods over a simulated fleet on a virtual clock, without Kafka.",
            "Runs that are done are kept in DIR/runs: a simulation that was killed goes on."
        },
        footer = {
            "",
            "Examples:",
            "  ./ftte simulate --experiment benchmarks/experiments/digits.yaml \\",
            "    --out target/digits",
            "  ./ftte simulate --experiment fashion.yaml --data fashion-mnist --out fashion",
            "  ./ftte simulate --experiment digits.yaml --method FTTE --seed 1 --out digits \\",
            "    --record run.avro"
        })
public final class SimulateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--experiment",
            required = true,
            paramLabel = "FILE.yaml",
            description = "What to compare; see benchmarks/experiments for examples.")
    private Path experiment;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Takes report.html, report.json, report.md, curves.csv and the runs.")
    private Path out;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data set that the experiment names, unless that is digits.")
    private Optional<Path> data;

    @Option(
            names = "--traces",
            paramLabel = "DIR",
            description = "Measured networks and availability, where the fleet asks for traces.")
    private Optional<Path> traces;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that train (all cores); the result does not depend on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--cell",
            paramLabel = "NAME",
            description = "Only this cell of the experiment.")
    private Optional<String> cell;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "Only this method; may be repeated.")
    private List<String> methods = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Only this seed.")
    private Optional<Long> seed;

    @Option(
            names = "--record",
            paramLabel = "FILE.avro",
            description = {
                "Record the updates of a single run, with FILE.model.json and",
                "FILE.versions.jsonl beside it, for ./ftte replay, and",
                "FILE.privacy-key where the model is private."
            })
    private Optional<Path> recording;

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new OptionsException("threads is " + threads + ": write 1 or more");
        }
        Experiment chosen = chosen(new ExperimentFile(experiment).read(data, traces));
        PrintWriter print = spec.commandLine().getOut();
        SimulationProgress progress =
                new SimulationProgress(print, Boolean.getBoolean("ftte.terminal"));
        try (WorkQueue work = new WorkQueue(threads)) {
            List<Outcome> outcomes =
                    new ExperimentRun(chosen, out, recording, work, progress).run();
            outcomes.forEach(outcome -> print.println(line(outcome)));
            print.println("Report: " + out.resolve("report.html"));
            print.flush();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(experiment + ": " + e.getMessage());
        }
        return 0;
    }

    private Experiment chosen(Experiment all) {
        List<Cell> cells =
                all.cells().stream()
                        .filter(c -> cell.isEmpty() || cell.get().equals(c.name()))
                        .map(this::chosen)
                        .filter(c -> !c.methods().isEmpty() && !c.seeds().isEmpty())
                        .toList();
        if (cells.isEmpty()) {
            throw new OptionsException(
                    experiment + " has no such run: correct --cell, --method or --seed");
        }
        return new Experiment(all.name(), cells);
    }

    private Cell chosen(Cell c) {
        return new Cell(
                c.name(),
                seed.map(List::of).orElse(c.seeds()),
                c.target(),
                c.setting(),
                c.methods().stream()
                        .filter(m -> methods.isEmpty() || methods.contains(m.name()))
                        .toList(),
                c.common());
    }

    private static String line(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%-52s seed %d  target after %9s  final %.4f",
                (outcome.cell().isEmpty() ? "" : outcome.cell() + ": ") + outcome.method(),
                outcome.seed(),
                outcome.reached().map(Point::time).map(t -> Math.round(t) + " s").orElse("never"),
                outcome.result().finalAccuracy());
    }
}
