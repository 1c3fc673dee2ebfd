package io.ftte.control.privacy;

import io.ftte.aggregation.privacy.PrivacyRule;
import java.util.Arrays;

/**
 * The devices of a model id by how often they took part, over all its generations. Mutable Flink
 * POJO.
 */
public final class PrivacyAccount {
    /** σ of all versions so far; 0 while there is none. Another one would cost something else. */
    public double noise;

    /** At place n−1: devices that took part n times. */
    public long[] devices = {};

    public PrivacyAccount() {}

    /**
     * Begins a generation of this model id.
     *
     * @throws IllegalArgumentException one line, where participations so far cost something else
     */
    void begin(PrivacyRule rule) {
        if (devices.length > 0 && noise != rule.noise()) {
            throw new IllegalArgumentException(
                    ("privacy.noise must be %s, for devices have spent at that under this model id:"
                                    + " take it, or another model id")
                            .formatted(noise));
        }
        noise = rule.noise();
    }

    /** One device more that took part so often, which was one less before. */
    void count(int participations) {
        if (devices.length < participations) {
            devices = Arrays.copyOf(devices, participations);
        }
        devices[participations - 1]++;
        if (participations > 1) {
            devices[participations - 2]--;
        }
    }

    /** Devices that took part at all. */
    long total() {
        return Arrays.stream(devices).sum();
    }

    /** The most that any device took part; 0 where none did. */
    int most() {
        return devices.length;
    }

    /** The lower median over the devices that took part; 0 where none did. */
    int median() {
        long below = (total() + 1) / 2;
        int participations = 0;
        while (below > 0) {
            below -= devices[participations++];
        }
        return participations;
    }
}
