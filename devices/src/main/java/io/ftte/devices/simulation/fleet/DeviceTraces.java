package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.IdxArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Measured networks and availability of phones (FLASH, Yang et al. 2021), drawn from for simulated
 * devices.
 *
 * @param networks mean and standard deviation of each phone's network
 * @param availability for each phone and half hour: 1 where it may train
 */
public record DeviceTraces(List<NetworkSpeed> networks, IdxArray availability) {
    private static final String NETWORKS = "network-speed.csv";
    private static final String AVAILABILITY = "availability-30min-idx2-ubyte";
    private static final int COLUMNS = 5;
    private static final double BYTES = 1_000;
    private static final long SLOT_MILLIS = 30 * 60 * 1000L;

    /** Bytes per second, down and up. */
    public record NetworkSpeed(double down, double downSd, double up, double upSd) {
        public double drawDown(RandomGenerator random) {
            return draw(down, downSd, random);
        }

        public double drawUp(RandomGenerator random) {
            return draw(up, upSd, random);
        }

        /** A normal distribution; what is not positive is drawn anew, as FLASH does. */
        private static double draw(double mean, double deviation, RandomGenerator random) {
            double speed = 0;
            while (speed <= 0) {
                speed = mean + deviation * random.nextGaussian();
            }
            return speed;
        }
    }

    /**
     * Reads {@code network-speed.csv} and {@code availability-30min-idx2-ubyte.gz} of a directory.
     *
     * @throws IOException one line that names what is missing or broken
     */
    public static DeviceTraces open(Path directory) throws IOException {
        Path csv = directory.resolve(NETWORKS);
        List<NetworkSpeed> networks = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(csv);
            for (int i = 1; i < lines.size(); i++) {
                networks.add(speed(csv, i + 1, lines.get(i)));
            }
        } catch (NoSuchFileException e) {
            throw new IOException(csv + " is missing");
        }
        if (networks.isEmpty()) {
            throw new IOException(csv + " holds no device");
        }
        Path availability =
                IdxArray.find(directory, AVAILABILITY)
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                directory.resolve(AVAILABILITY)
                                                        + " is missing, plain and .gz"));
        return new DeviceTraces(networks, IdxArray.read(availability));
    }

    private static NetworkSpeed speed(Path csv, int number, String line) throws IOException {
        String[] cells = line.split(",");
        try {
            if (cells.length == COLUMNS) {
                NetworkSpeed speed =
                        new NetworkSpeed(
                                BYTES * Double.parseDouble(cells[1]),
                                BYTES * Double.parseDouble(cells[2]),
                                BYTES * Double.parseDouble(cells[3]),
                                BYTES * Double.parseDouble(cells[4]));
                if (speed.down > 0 && speed.up > 0 && speed.downSd >= 0 && speed.upSd >= 0) {
                    return speed;
                }
            }
        } catch (NumberFormatException e) {
            // The line below says what is wrong with it.
        }
        throw new IOException(
                "%s line %d: write a device and four positive numbers, not %s"
                        .formatted(csv, number, line));
    }

    /** Phones whose availability was recorded. */
    int phones() {
        return availability.items();
    }

    /** Half hours until the record begins again. */
    public int slots() {
        return availability.width();
    }

    /** Whether a phone may train at a moment, counted from the start of the record, round it. */
    boolean available(int phone, long millis) {
        long slot = millis / SLOT_MILLIS % availability.width();
        return availability.values()[(int) (phone * (long) availability.width() + slot)] == 1;
    }

    /** The next moment at which availability may change. */
    public static long nextSlot(long millis) {
        return (millis / SLOT_MILLIS + 1) * SLOT_MILLIS;
    }
}
