package io.ftte.cli.status;

import io.ftte.topics.JobProgress;
import io.ftte.topics.OpenTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The status for a person. */
record StatusText(Status status) {
    private static final long MS_PER_SECOND = 1_000;

    /** Devices named in a line. */
    private static final int SHOWN = 5;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(job());
        lines.addAll(models());
        status.models().stream()
                .filter(model -> !model.settings().text().isEmpty())
                .forEach(
                        model ->
                                lines.add(
                                        "%s, settings %s: %s"
                                                .formatted(
                                                        model.modelId(),
                                                        model.settings().number(),
                                                        model.settings().text())));
        for (ModelStatus model : status.models()) {
            model.privacy()
                    .ifPresent(
                            privacy ->
                                    lines.add(
                                            "%s, privacy: %s"
                                                    .formatted(model.modelId(), privacy.text())));
        }
        for (ModelStatus model : status.models()) {
            model.sumAwaited()
                    .ifPresent(
                            sum ->
                                    lines.add(
                                            "%s, version %d waits for the helper's sum, asked for %s"
                                                    .formatted(
                                                            model.modelId(),
                                                            sum.version(),
                                                            moment(sum.requestedMs()))));
        }
        revoked().ifPresent(lines::add);
        lines.addAll(transactions());
        return lines;
    }

    private String job() {
        JobProgress updates = status.updates();
        if (!updates.hasCommitted()) {
            return "job %s: has had no checkpoint; %s holds %,d offsets"
                    .formatted(status.job(), status.updatesTopic(), updates.behind());
        }
        return "job %s: has read %s%s, %,d offsets behind"
                .formatted(
                        status.job(),
                        status.updatesTopic(),
                        updates.newestReadMs().isPresent()
                                ? " up to " + moment(updates.newestReadMs().getAsLong())
                                : "",
                        updates.behind());
    }

    private List<String> models() {
        if (status.models().isEmpty()) {
            return List.of("no model is registered");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("model", "generation", "version", "published", "settings", "plans"));
        status.models().forEach(model -> rows.add(row(model)));
        int columns = rows.get(0).size();
        int[] widths =
                IntStream.range(0, columns)
                        .map(
                                c ->
                                        rows.stream()
                                                .mapToInt(row -> row.get(c).length())
                                                .max()
                                                .orElse(0))
                        .toArray();
        return rows.stream()
                .map(
                        row ->
                                IntStream.range(0, columns)
                                        .mapToObj(c -> padded(row.get(c), widths[c]))
                                        .collect(Collectors.joining("  "))
                                        .stripTrailing())
                .toList();
    }

    private List<String> row(ModelStatus model) {
        ModelStatus.Settings settings = model.settings();
        String inForce =
                (settings.number() < 0 ? "unknown" : "" + settings.number())
                        + (settings.sinceVersion() == 0
                                ? ""
                                : " since version " + settings.sinceVersion());
        String waiting =
                model.settingsWaiting().stream()
                        .map(number -> ", " + number + " waits")
                        .collect(Collectors.joining());
        String plans =
                model.plans().stream()
                        .map(plan -> plan.planId() + " since version " + plan.sinceVersion())
                        .collect(Collectors.joining(", "));
        return List.of(
                model.modelId(),
                model.newest().map(version -> "" + version.generation()).orElse("–"),
                model.newest().map(version -> "" + version.number()).orElse("none"),
                model.newest().map(version -> moment(version.publishedMs())).orElse("–"),
                inForce + waiting,
                plans.isEmpty() ? "–" : plans);
    }

    /** Empty while nobody is: most jobs never revoke one. */
    private Optional<String> revoked() {
        List<String> devices = status.revoked();
        if (devices.isEmpty()) {
            return Optional.empty();
        }
        String rest =
                devices.size() > SHOWN ? ", and %,d more".formatted(devices.size() - SHOWN) : "";
        return Optional.of(
                "%,d revoked: %s%s"
                        .formatted(
                                devices.size(),
                                devices.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                                rest));
    }

    private List<String> transactions() {
        if (status.open().isEmpty()) {
            return List.of("no transaction is open");
        }
        List<String> lines = new ArrayList<>();
        lines.add("open transactions, behind which readers see nothing yet:");
        for (OpenTransaction open : status.open()) {
            lines.add(
                    "  %s-%d from offset %d, last written %s: %s"
                            .formatted(
                                    open.topic(),
                                    open.partition(),
                                    open.firstOffset(),
                                    moment(open.lastWrittenMs()),
                                    open.transactionalId().orElse("of an unknown id")));
        }
        return lines;
    }

    private String moment(long ms) {
        return "%s (%,d s ago)"
                .formatted(
                        Instant.ofEpochMilli(ms),
                        Math.max(0, (status.nowMs() - ms) / MS_PER_SECOND));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
