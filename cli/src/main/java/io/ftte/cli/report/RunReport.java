package io.ftte.cli.report;

import java.util.List;
import java.util.Map;

/**
 * A run with all that is written down of it.
 *
 * @param experiment settings by name, in the order in which they are shown
 * @param fillTimes of the first method: seconds that each version's buffer took to fill, by version
 * @param plans in force at the end; empty where there was one for all devices
 */
public record RunReport(
        Map<String, Object> experiment,
        List<MethodReport> methods,
        List<Double> fillTimes,
        List<TrainedPlan> plans) {

    public RunReport {
        methods = List.copyOf(methods);
        fillTimes = List.copyOf(fillTimes);
        plans = List.copyOf(plans);
    }
}
