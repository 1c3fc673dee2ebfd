package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.jobs.options.YamlDocument;
import io.ftte.schemas.text.JsonFields;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An experiment in YAML. What stands under {@code cells} is laid over the rest, cell by cell; the
 * other sections are read by {@link CellReader}.
 */
final class ExperimentFile {
    private static final String CELLS = "cells";

    private final Path path;

    ExperimentFile(Path path) {
        this.path = path;
    }

    /**
     * Reads the file and the network that it names.
     *
     * @param data the directory of the data set, where it is not built in
     * @param traces the directory of device traces, where they are asked for
     * @throws OptionsException one line that names the place in the file and what to write there
     */
    Experiment read(Optional<Path> data, Optional<Path> traces) {
        JsonNode root = YamlDocument.typed(path, "--experiment");
        try {
            if (!root.isObject()) {
                throw new IllegalArgumentException("write lines of the form name: value");
            }
            Directories directories = new Directories(path, data, traces);
            List<Cell> cells = new ArrayList<>();
            for (ObjectNode cell : cells((ObjectNode) root)) {
                cells.add(new CellReader(cell, directories).read());
            }
            return new Experiment(root.path("name").asText(), cells);
        } catch (IOException e) {
            throw new OptionsException("Cannot read " + path + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new OptionsException(path + ": " + e.getMessage());
        }
    }

    private static List<ObjectNode> cells(ObjectNode root) {
        JsonNode overlays = root.remove(CELLS);
        if (overlays == null) {
            return List.of(root.put("cell", ""));
        }
        if (!overlays.isArray() || overlays.isEmpty()) {
            throw new IllegalArgumentException(
                    CELLS + " must be a list of sections with a cell name");
        }
        List<ObjectNode> cells = new ArrayList<>();
        for (JsonNode overlay : overlays) {
            String place = CELLS + "[" + cells.size() + "]";
            new JsonFields(overlay, place).text("cell");
            cells.add(merged(root.deepCopy(), (ObjectNode) overlay));
        }
        return cells;
    }

    /** Objects are merged name by name; anything else is replaced. */
    private static ObjectNode merged(ObjectNode base, ObjectNode overlay) {
        overlay.properties()
                .forEach(
                        field -> {
                            JsonNode now = base.get(field.getKey());
                            boolean both =
                                    now instanceof ObjectNode
                                            && field.getValue() instanceof ObjectNode;
                            base.set(
                                    field.getKey(),
                                    both
                                            ? merged(
                                                    (ObjectNode) now, (ObjectNode) field.getValue())
                                            : field.getValue());
                        });
        return base;
    }
}
