package io.ftte.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.devices.simulation.Setting;
import java.util.List;

/**
 * One setting with the methods that are compared in it.
 *
 * @param name empty where an experiment has one only
 * @param target accuracy whose time of crossing is reported
 * @param common everything in the cell's section but methods, seeds and target
 */
record Cell(
        String name,
        List<Long> seeds,
        double target,
        Setting setting,
        List<MethodSpec> methods,
        JsonNode common) {}
