package io.ftte.benchmarks;

import io.ftte.devices.data.LabelledData;
import io.ftte.devices.data.Seeds;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.TrainingEngine;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.text.NetworkJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Accuracy of training everything, the plan within a fifth of its memory, the last layer and the
 * biases, each with the same steps on the same data, from a warm start and from scratch. Prints
 * Markdown. Argument: {@code digits} or a directory of IDX files.
 */
public final class AccuracyBenchmark {

    private final LabelledData data;
    private final AccuracySetting setting;
    private final Network network;

    AccuracyBenchmark(LabelledData data) throws IOException {
        this.data = data;
        setting = AccuracySetting.of(data.name(), data.clients().isPresent());
        try (InputStream json = AccuracyBenchmark.class.getResourceAsStream(setting.model())) {
            network = NetworkJson.read(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** One training: what, from where, how well. */
    record Outcome(String start, String what, Training training, double accuracy) {}

    public static void main(String[] args) {
        try {
            new AccuracyBenchmark(LabelledData.open(args[0])).run();
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("accuracy: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        List<Outcome> outcomes =
                AccuracySetting.SEEDS.stream().map(this::seed).flatMap(List::stream).toList();
        System.out.printf(
                "%n%s: %s, %d steps of %d at rate %s, momentum 0.9; warm start: %d steps on %d %s"
                        + " that are not used again%n%n",
                data.name(),
                setting.model(),
                setting.steps(),
                AccuracySetting.BATCH,
                setting.rate(),
                setting.warmSteps(),
                setting.proxy(),
                setting.byPerson() ? "persons" : "examples");
        System.out.println(
                "| start | trained | parameters | peak KiB | of full | accuracy, seeds 1 2 3 | mean"
                        + " |");
        System.out.println("|---|---|---|---|---|---|---|");
        Map<String, List<Outcome>> rows =
                outcomes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        o -> o.start() + " | " + o.what(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        rows.forEach(this::print);
    }

    private void print(String row, List<Outcome> seeds) {
        Training training = seeds.get(0).training();
        long peak = training.peakBytes();
        long full = Training.everything(network).peakBytes();
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.2f | %.1f %% | %s | %.4f |%n",
                row,
                training.plan().parameters(),
                peak / 1024.0,
                100.0 * peak / full,
                seeds.stream()
                        .map(o -> String.format(Locale.ROOT, "%.4f", o.accuracy()))
                        .collect(Collectors.joining(" ")),
                seeds.stream().mapToDouble(Outcome::accuracy).average().orElseThrow());
    }

    /** Every training of a seed, in the order of the table. */
    List<Outcome> seed(long seed) {
        float[] scratch = HeNormal.parameters(network, seed);
        int[][] parts = parts(seed);
        Dataset proxy = data.train().subset(parts[0]);
        Dataset own = data.train().subset(parts[1]);
        float[] warm =
                train(Training.everything(network), scratch, proxy, setting.warmSteps(), seed);
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(
                new Outcome("warm", "nothing more", Training.lastLayer(network), accuracy(warm)));
        compare("warm", warm, own, proxy, seed, outcomes);
        compare("scratch", scratch, own, proxy, seed, outcomes);
        return outcomes;
    }

    private void compare(
            String start,
            float[] parameters,
            Dataset own,
            Dataset proxy,
            long seed,
            List<Outcome> outcomes) {
        Map<String, Training> trainings = Training.compared(network, parameters, proxy);
        trainings.entrySet().parallelStream()
                .map(
                        training -> {
                            float[] trained =
                                    train(
                                            training.getValue(),
                                            parameters,
                                            own,
                                            setting.steps(),
                                            seed);
                            double accuracy = accuracy(trained);
                            System.err.printf(
                                    "seed %d %s %s: %.4f%n",
                                    seed, start, training.getKey(), accuracy);
                            return new Outcome(
                                    start, training.getKey(), training.getValue(), accuracy);
                        })
                .forEachOrdered(outcomes::add);
    }

    private float[] train(
            Training training, float[] parameters, Dataset own, int steps, long seed) {
        TrainingEngine engine =
                new TrainingEngine(
                        training.plan(),
                        new EngineSettings(
                                training.microBatch(),
                                ConvolutionMethod.DIRECT,
                                new Optimizer.Momentum(setting.rate(), AccuracySetting.MOMENTUM)));
        engine.load(parameters);
        RandomGenerator random = Seeds.generator(seed, 1);
        int[] batch = new int[AccuracySetting.BATCH];
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < batch.length; i++) {
                batch[i] = random.nextInt(own.size());
            }
            engine.step(own, batch, 0, batch.length);
        }
        float[] trained = new float[parameters.length];
        engine.parameters(trained);
        return trained;
    }

    private double accuracy(float[] parameters) {
        TrainingEngine engine =
                new TrainingEngine(
                        Training.lastLayer(network).plan(),
                        new EngineSettings(1, ConvolutionMethod.DIRECT, new Optimizer.Sgd(1)));
        engine.load(parameters);
        return engine.accuracy(data.test());
    }

    /** Indices of the proxy examples, and of the others. */
    private int[][] parts(long seed) {
        int[] order = shuffled(data.train().size(), seed);
        if (!setting.byPerson()) {
            return new int[][] {
                Arrays.copyOf(order, setting.proxy()),
                Arrays.copyOfRange(order, setting.proxy(), order.length)
            };
        }
        int[] persons = data.clients().orElseThrow();
        int[] distinct = Arrays.stream(persons).distinct().toArray();
        Set<Integer> chosen =
                Arrays.stream(shuffled(distinct.length, seed))
                        .limit(setting.proxy())
                        .mapToObj(i -> distinct[i])
                        .collect(Collectors.toSet());
        return new int[][] {
            IntStream.range(0, persons.length).filter(i -> chosen.contains(persons[i])).toArray(),
            IntStream.range(0, persons.length).filter(i -> !chosen.contains(persons[i])).toArray()
        };
    }

    private static int[] shuffled(int length, long seed) {
        RandomGenerator random = Seeds.generator(seed, 2);
        int[] order = IntStream.range(0, length).toArray();
        for (int i = length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
