package io.ftte.devices.simulation.fleet;

import java.util.Optional;

/**
 * What a simulated fleet is like.
 *
 * @param stragglers share of slow devices, 0 to 1
 * @param slowness by which a straggler's task takes longer
 * @param deviceSpread factor drawn once per device
 * @param taskSpread factor drawn for every task
 * @param taskSeconds what a task of {@link #TASK_STEPS} steps of {@link #TASK_BATCH} examples takes
 *     a fast device that trains the whole network
 * @param upBytesPerSecond of every device, where no trace says otherwise
 * @param downBytesPerSecond likewise
 * @param dropout share of tasks that a device abandons midway
 * @param traces measured networks and availability, where asked for
 * @param corruption devices that send something else than they learned
 */
public record FleetSpec(
        int devices,
        double stragglers,
        Distribution slowness,
        Distribution deviceSpread,
        Distribution taskSpread,
        double taskSeconds,
        double upBytesPerSecond,
        double downBytesPerSecond,
        Partition partition,
        double dropout,
        Optional<DeviceTraces> traces,
        Corruption corruption) {
    public static final int TASK_STEPS = 5;
    public static final int TASK_BATCH = 20;

    /** {@code IllegalArgumentException}, one line that names the setting, if one is impossible. */
    public FleetSpec {
        require(devices >= 1, "devices must be at least 1, got " + devices);
        require(stragglers >= 0 && stragglers <= 1, "stragglers must be 0 to 1, got " + stragglers);
        require(taskSeconds > 0, "taskSeconds must be above 0, got " + taskSeconds);
        require(
                upBytesPerSecond > 0 && downBytesPerSecond > 0,
                "bytes per second must be above 0, up and down");
        require(dropout >= 0 && dropout < 1, "dropout must be from 0 to below 1, got " + dropout);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
