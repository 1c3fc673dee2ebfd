package io.ftte.cli.demo;

import io.ftte.cli.watch.PageAddress;
import io.ftte.topics.OptionsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a demonstration runs.
 *
 * @param data name of the data set
 * @param devices number of simulated devices; 0 leaves the training to others
 * @param stragglers share of slow devices, 0 to 1
 * @param slowdown how many times longer a slow device takes
 * @param target held-out accuracy at which it ends, above 0 and at most 1
 * @param maxVersions versions after which it ends without having reached the target
 * @param budgetBytes memory of the weakest device for a training step
 * @param lowerBudgetBytes what one device has left of it later; empty for no change
 * @param lowerAt version after which it has
 * @param out directory for the report
 * @param webPort port of Flink's web page, or a range of which the first free one is taken
 * @param page where the live page is served
 * @param parallelism of the job
 * @param tiers most plans in force for devices of different memory
 * @param personal whether each device keeps the classifier to itself; the target is then about the
 *     mean of the devices' own models
 * @param twoParties whether a leader and a helper aggregate, neither of whom can read an update
 */
record DemoSettings(
        String data,
        int devices,
        double stragglers,
        double slowdown,
        double target,
        long maxVersions,
        long seed,
        int budgetBytes,
        Optional<Integer> lowerBudgetBytes,
        long lowerAt,
        Optional<Path> out,
        String webPort,
        PageAddress page,
        int parallelism,
        int tiers,
        boolean personal,
        boolean twoParties) {

    public DemoSettings {
        require(data.equals("digits"), "data is " + data + ": the data set here is digits");
        require(
                devices == 0 || devices >= 10,
                "devices is "
                        + devices
                        + ": write 10 or more, a buffer's worth, or 0 and let others train");
        require(
                devices > 0 || lowerBudgetBytes.isEmpty() && !personal,
                "devices is 0: lower-budget and personal are about devices of the demo's own");
        require(
                !twoParties || devices > 0 && tiers == 1 && lowerBudgetBytes.isEmpty(),
                "two-parties takes devices of the demo's own and one plan for good: omit tiers,"
                        + " lower-budget and devices 0");
        require(stragglers >= 0 && stragglers <= 1, "stragglers is a share: write 0 to 1");
        require(slowdown >= 1, "slowdown is " + slowdown + ": write 1 or more");
        require(target > 0 && target <= 1, "target is an accuracy: write for example 0.96");
        require(maxVersions >= 1, "max-versions is " + maxVersions + ": write 1 or more");
        require(budgetBytes >= 1, "budget is " + budgetBytes + ": write for example 208KiB");
        require(
                lowerBudgetBytes.orElse(1) >= 1,
                "lower-budget is " + lowerBudgetBytes.orElse(1) + ": write for example 64KiB");
        require(lowerAt >= 0, "lower-at is " + lowerAt + ": write a version, 0 or more");
        require(parallelism >= 1, "parallelism is " + parallelism + ": write 1 or more");
        require(tiers >= 1, "tiers is " + tiers + ": write 1 or more");
        require(
                webPort.matches("\\d{1,5}(-\\d{1,5})?"),
                "web-port is " + webPort + ": write a port or a range such as 8081-8099");
    }

    /** By option name, as they stand in the report. */
    Map<String, Object> experiment() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("data", data);
        settings.put("devices", devices);
        settings.put("stragglers", stragglers);
        settings.put("slowdown", slowdown);
        settings.put("target", target);
        settings.put("max-versions", maxVersions);
        settings.put("seed", seed);
        settings.put("budget-bytes", budgetBytes);
        lowerBudgetBytes.ifPresent(
                bytes -> {
                    settings.put("lower-budget-bytes", bytes);
                    settings.put("lower-at", lowerAt);
                });
        settings.put("parallelism", parallelism);
        if (tiers > 1) {
            settings.put("tiers", tiers);
        }
        if (personal) {
            settings.put("personal", true);
        }
        if (twoParties) {
            settings.put("two-parties", true);
        }
        return settings;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new OptionsException(message);
        }
    }
}
