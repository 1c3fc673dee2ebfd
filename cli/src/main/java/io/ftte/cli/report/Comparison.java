package io.ftte.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The runs of one cell side by side. "Equal time" is the end of the shortest run of a seed, "equal
 * bytes" the least that a whole run of the seed moved.
 *
 * @param runs method by method in the file's order, each seed by seed
 */
public record Comparison(String cell, List<Outcome> runs) {

    /** One comparison per cell, in order of appearance. */
    public static List<Comparison> of(List<Outcome> outcomes) {
        Map<String, List<Outcome>> cells = new LinkedHashMap<>();
        outcomes.forEach(o -> cells.computeIfAbsent(o.cell(), c -> new ArrayList<>()).add(o));
        return cells.entrySet().stream()
                .map(cell -> new Comparison(cell.getKey(), cell.getValue()))
                .toList();
    }

    /** Runs by method, in order of appearance. */
    Map<String, List<Outcome>> byMethod() {
        return runs.stream()
                .collect(
                        Collectors.groupingBy(
                                Outcome::method, LinkedHashMap::new, Collectors.toList()));
    }

    List<Outcome> firstSeed() {
        long seed = runs.get(0).seed();
        return runs.stream().filter(run -> run.seed() == seed).toList();
    }

    double equalTime(long seed) {
        return runs.stream()
                .filter(run -> run.seed() == seed)
                .mapToDouble(run -> run.last().time())
                .min()
                .orElseThrow();
    }

    double equalBytes(long seed) {
        return runs.stream()
                .filter(run -> run.seed() == seed)
                .mapToDouble(run -> Outcome.bytes(run.last()))
                .min()
                .orElseThrow();
    }
}
