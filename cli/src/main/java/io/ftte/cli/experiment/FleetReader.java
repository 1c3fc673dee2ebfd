package io.ftte.cli.experiment;

import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.devices.simulation.fleet.DeviceTraces;
import io.ftte.devices.simulation.fleet.Distribution;
import io.ftte.devices.simulation.fleet.FleetSpec;
import io.ftte.devices.simulation.fleet.Partition;
import io.ftte.schemas.text.JsonFields;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the {@code fleet} section. */
final class FleetReader {
    private static final double KB = 1_000;
    private static final Distribution SPREAD = Distribution.lognormal(0.5);

    private final Directories directories;

    FleetReader(Directories directories) {
        this.directories = directories;
    }

    FleetSpec read(JsonFields in) throws IOException {
        boolean traced = in.flag("traces");
        Optional<DeviceTraces> traces =
                traced ? Optional.of(directories.traces()) : Optional.empty();
        FleetSpec fleet =
                at(
                        in,
                        () ->
                                new FleetSpec(
                                        in.requiredInt("devices"),
                                        in.number("stragglers").orElse(0),
                                        distribution(in, "slowness", Distribution.uniform(5, 20)),
                                        distribution(in, "deviceSpread", SPREAD),
                                        distribution(in, "taskSpread", SPREAD),
                                        in.number("taskSeconds").orElse(1),
                                        KB * in.number("upKBps").orElse(3286),
                                        KB * in.number("downKBps").orElse(4318),
                                        partition(in),
                                        in.number("dropout").orElse(0),
                                        traces,
                                        corruption(in)));
        in.end();
        return fleet;
    }

    private static Distribution distribution(JsonFields in, String name, Distribution otherwise) {
        return in.object(name)
                .map(
                        d ->
                                at(
                                        d,
                                        () -> {
                                            var law = d.choice("law", Distribution.Law.class);
                                            Distribution read =
                                                    new Distribution(
                                                            law.orElse(Distribution.Law.UNIFORM),
                                                            d.number("a").orElse(1),
                                                            d.number("b").orElse(1));
                                            d.end();
                                            return read;
                                        }))
                .orElse(otherwise);
    }

    private static Partition partition(JsonFields in) {
        JsonFields partition = new JsonFields(in.required("partition"), in.at("partition"));
        return at(
                partition,
                () -> {
                    Partition read =
                            new Partition(
                                    partition
                                            .choice("kind", Partition.Kind.class)
                                            .orElse(Partition.Kind.DIRICHLET),
                                    partition.number("alpha").orElse(0.3));
                    partition.end();
                    return read;
                });
    }

    private static Corruption corruption(JsonFields in) {
        return in.object("corruption")
                .map(
                        c ->
                                at(
                                        c,
                                        () -> {
                                            var kind = c.choice("kind", Corruption.Kind.class);
                                            Corruption read =
                                                    new Corruption(
                                                            kind.orElse(Corruption.Kind.NOISE),
                                                            c.number("share").orElse(0),
                                                            c.number("scale").orElse(1));
                                            c.end();
                                            return read;
                                        }))
                .orElse(Corruption.NONE);
    }

    /** Errors of the records know their setting, not the section that it stands in. */
    private static <T> T at(JsonFields in, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            boolean placed = e.getMessage().startsWith(in.place());
            throw new IllegalArgumentException(
                    placed ? e.getMessage() : in.place() + ": " + e.getMessage());
        }
    }
}
