package io.ftte.devices.simulation.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.devices.data.Seeds;
import io.ftte.devices.simulation.RunListener;
import io.ftte.devices.simulation.RunResult;
import io.ftte.devices.simulation.Simulation;
import io.ftte.devices.simulation.WorkQueue;
import io.ftte.devices.simulation.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTracesTest {
    private static final String HEADING =
            "device,down_mean_kb_per_s,down_sd_kb_per_s,up_mean_kb_per_s,up_sd_kb_per_s\n";
    private static final long HALF_HOUR = 30 * 60 * 1000L;

    @TempDir private Path directory;

    /** Two phones, three half hours: the first may train in the second one, the other never. */
    @BeforeEach
    void write() throws IOException {
        networks("0,1000,0,500,0\n");
        availability(0, 1, 255, 0, 0, 0);
    }

    private void networks(String lines) throws IOException {
        Files.writeString(directory.resolve("network-speed.csv"), HEADING + lines);
    }

    private void availability(int... cells) throws IOException {
        byte[] idx = new byte[12 + cells.length];
        System.arraycopy(new byte[] {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3}, 0, idx, 0, 12);
        for (int i = 0; i < cells.length; i++) {
            idx[12 + i] = (byte) cells[i];
        }
        Files.write(directory.resolve("availability-30min-idx2-ubyte"), idx);
    }

    @Test
    void available_followsTheRecordAndGoesRoundIt() throws IOException {
        DeviceTraces traces = DeviceTraces.open(directory);

        assertThat(traces.phones()).isEqualTo(2);
        assertThat(traces.available(0, HALF_HOUR - 1)).isFalse();
        assertThat(traces.available(0, HALF_HOUR)).isTrue();
        assertThat(traces.available(0, 2 * HALF_HOUR)).isFalse();
        assertThat(traces.available(0, 4 * HALF_HOUR)).isTrue();
        assertThat(traces.available(1, HALF_HOUR)).isFalse();
        assertThat(DeviceTraces.nextSlot(HALF_HOUR)).isEqualTo(2 * HALF_HOUR);
    }

    @Test
    void draw_isInBytesPerSecond() throws IOException {
        var network = DeviceTraces.open(directory).networks().get(0);

        assertThat(network.drawDown(Seeds.generator(1, 1))).isEqualTo(1e6);
        assertThat(network.drawUp(Seeds.generator(1, 1))).isEqualTo(5e5);
    }

    @Test
    void open_brokenLine_isNamed() throws IOException {
        networks("0,1000,0,500,0\n1,fast,0,500,0\n");

        assertThatThrownBy(() -> DeviceTraces.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("network-speed.csv line 3")
                .hasMessageContaining("fast");
    }

    @Test
    void open_missingFile_isNamed() throws IOException {
        Files.delete(directory.resolve("availability-30min-idx2-ubyte"));

        assertThatThrownBy(() -> DeviceTraces.open(directory))
                .hasMessageContaining("availability-30min-idx2-ubyte is missing");
    }

    @Test
    void run_nobodyAvailableAtFirst_waitsForThem() throws Exception {
        RunResult result = run();

        assertThat(result.curve().get(1).time()).isGreaterThan(HALF_HOUR / 1000.0);
        assertThat(result.curve().get(result.curve().size() - 1).updates())
                .isEqualTo(Worlds.HORIZON);
    }

    @Test
    void run_nobodyEverAvailable_isRefused() throws Exception {
        availability(0, 0, 0, 255, 0, 0);

        assertThatThrownBy(this::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none of the fleet's devices is ever available");
    }

    private RunResult run() throws Exception {
        FleetSpec plain = Worlds.fleet(0, Corruption.NONE);
        FleetSpec traced =
                new FleetSpec(
                        plain.devices(),
                        plain.stragglers(),
                        plain.slowness(),
                        plain.deviceSpread(),
                        plain.taskSpread(),
                        plain.taskSeconds(),
                        plain.upBytesPerSecond(),
                        plain.downBytesPerSecond(),
                        plain.partition(),
                        plain.dropout(),
                        Optional.of(DeviceTraces.open(directory)),
                        plain.corruption());
        try (WorkQueue work = new WorkQueue(2)) {
            return new Simulation(Worlds.of(traced), Worlds.buffered(12, 4), work, RunListener.NONE)
                    .run(updates -> {});
        }
    }
}
