package io.ftte.cli.experiment;

import io.ftte.devices.data.LabelledData;
import io.ftte.devices.simulation.fleet.DeviceTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where an experiment's data, traces and networks lie; each is read once. */
final class Directories {
    private final Path experiment;
    private final Optional<Path> data;
    private final Optional<Path> traces;
    private final Map<String, LabelledData> opened = new HashMap<>();

    Directories(Path experiment, Optional<Path> data, Optional<Path> traces) {
        this.experiment = experiment;
        this.data = data;
        this.traces = traces;
    }

    /**
     * @throws IllegalArgumentException one line, if the set is not there or broken
     */
    LabelledData data(String name) throws IOException {
        LabelledData known = opened.get(name);
        if (known != null) {
            return known;
        }
        if (!name.equals(LabelledData.DIGITS) && data.isEmpty()) {
            throw new IllegalArgumentException(
                    "data is " + name + ", which is not built in: name its directory with --data");
        }
        LabelledData labelled =
                LabelledData.open(
                        name.equals(LabelledData.DIGITS) ? name : data.orElseThrow().toString());
        if (!labelled.name().equals(name)) {
            throw new IllegalArgumentException(
                    "data is %s, but --data names a directory %s".formatted(name, labelled.name()));
        }
        opened.put(name, labelled);
        return labelled;
    }

    DeviceTraces traces() throws IOException {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException(
                    "fleet.traces needs measured traces: name their directory with --traces");
        }
        return DeviceTraces.open(traces.get());
    }

    /** A network's file, relative to the experiment's. */
    String network(String name) throws IOException {
        Path file = experiment.resolveSibling(name);
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("network names " + file + ", which is not there");
        }
    }
}
