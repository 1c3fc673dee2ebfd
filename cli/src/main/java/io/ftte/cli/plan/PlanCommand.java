package io.ftte.cli.plan;

import io.ftte.cli.frame.BytesConverter;
import io.ftte.cli.model.ModelFile;
import io.ftte.cli.report.PlanHtml;
import io.ftte.cli.report.PlanJson;
import io.ftte.cli.report.PlanReport;
import io.ftte.cli.report.PlanText;
import io.ftte.network.Network;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.selection.Budget;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.PlanFrontier;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.Selection;
import io.ftte.selection.TrainingSetup;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Chooses what devices train within a budget of memory and payload. */
@Command(
        name = "plan",
        description =
                "Find the trainable subset that gains most within a budget of memory and payload.",
        footer = {
            "",
            "Examples:",
            "  ./ftte plan --model cifar-cnn.json --budget 1829KiB --batch 32",
            "  ./ftte plan --model cifar-cnn.json --budget 1MiB --micro-batch 1 \\",
            "    --convolution direct --gains gains.json --out plan",
            "  ./ftte plan --model cifar-cnn.json --budget 800KiB --payload 40KiB \\",
            "    --encoding INT8 --micro-batch auto --convolution direct",
            "  ./ftte plan --model digits.json --budget 64KiB --data digits"
        })
public final class PlanCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The registration in JSON, with its architecture.")
    private Path model;

    @Option(
            names = "--budget",
            required = true,
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description = "Memory that one training step may use, weights included: 256KiB, 1MiB.")
    private int budgetBytes;

    @Option(
            names = "--payload",
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description = "What an update may weigh one way, in its encoding (any).")
    private Optional<Integer> payloadBytes;

    @Option(
            names = "--batch",
            defaultValue = "32",
            paramLabel = "N",
            description = "Examples per step (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--micro-batch",
            paramLabel = "N|auto",
            converter = MicroBatchConverter.class,
            description = {
                "Examples per pass, whose gradients a step sums (the batch); auto for the",
                "plan of the largest gain in any that divides the batch."
            })
    private Optional<Integer> microBatch;

    @Option(
            names = "--convolution",
            defaultValue = "im2col",
            paramLabel = "NAME",
            description = "im2col or direct (${DEFAULT-VALUE}).")
    private Convolution convolution;

    @Option(
            names = "--optimizer",
            defaultValue = "sgd",
            paramLabel = "NAME",
            description = "Of the device: sgd, momentum or adam (${DEFAULT-VALUE}).")
    private DeviceOptimizer optimizer;

    @Option(
            names = "--gains",
            paramLabel = "FILE",
            description = "JSON object, tensor group to gain: conv6/kernel, conv6/bias.")
    private Optional<Path> gainsFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Data to compute gains on, by Fisher scores: digits, or a directory",
                "of IDX files (MNIST's names, or signals by person)."
            })
    private Optional<String> data;

    @Option(
            names = "--measure",
            paramLabel = "STEPS",
            description =
                    "With --data: fine-tune each group for so many steps and measure instead.")
    private Optional<Integer> measure;

    @Option(
            names = "--encoding",
            defaultValue = "F32",
            paramLabel = "NAME",
            description = "Of the payload: F32, F16 or INT8 (${DEFAULT-VALUE}).")
    private TensorEncoding encoding;

    @Option(names = "--json", description = "Print the plan for programs.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write plan.html there, and the gains of --data as gains.json.")
    private Optional<Path> out;

    @Override
    public Integer call() throws IOException {
        PlanGains gains =
                new PlanGains(gainsFile, data, measure, batch, spec.commandLine().getErr());
        PlanReport report = report(gains, new ModelFile(model).read(AggregationJson.defaults()));
        if (json) {
            spec.commandLine().getErr().println("gains: " + report.gains());
            spec.commandLine().getOut().println(PlanJson.write(report));
        } else {
            spec.commandLine().getOut().println(PlanText.write(report));
        }
        if (out.isPresent()) {
            Files.createDirectories(out.get());
            Files.writeString(out.get().resolve("plan.html"), PlanHtml.write(report));
            gains.writeComputed(out.get().resolve("gains.json"));
        }
        return ExitCode.OK;
    }

    private PlanReport report(PlanGains gains, ModelDefinition definition) throws IOException {
        String architecture =
                Optional.ofNullable(definition.head().getArchitecture())
                        .orElseThrow(
                                () ->
                                        new OptionsException(
                                                model
                                                        + " has no architecture: add the list of"
                                                        + " its layers"));
        try {
            Network network = NetworkJson.read(architecture);
            PlanSolver solver = solver(network, definition.parameters(), gains);
            Selection selection =
                    solver.solve(
                            new Budget(
                                    budgetBytes,
                                    payloadBytes.map(Long::valueOf).orElse(Long.MAX_VALUE),
                                    encoding),
                            Optional.empty());
            return new PlanReport(
                    definition.head().getModelId(),
                    network,
                    wholeBatch().withMicroBatch(selection.best().microBatch()),
                    encoding,
                    gains.source(),
                    selection,
                    PlanFrontier.of(solver, encoding));
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage());
        }
    }

    private PlanSolver solver(Network network, float[] parameters, PlanGains gains)
            throws IOException {
        TrainingSetup setup = wholeBatch();
        boolean any = microBatch.filter(MicroBatchConverter::isAuto).isPresent();
        if (!any) {
            setup = setup.withMicroBatch(microBatch.orElse(batch));
        }
        return any
                ? PlanSolver.ofAnyMicroBatch(
                        network, parameters, setup, gains.of(network, parameters))
                : new PlanSolver(network, parameters, setup, gains.of(network, parameters));
    }

    private TrainingSetup wholeBatch() {
        return new TrainingSetup(batch, batch, convolution, optimizer);
    }
}
