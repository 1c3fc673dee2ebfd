package io.ftte.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceSharesTest {
    @Test
    void lorenz_ofOneTwoAndFive_bendsAtTheDevices() {
        DeviceShares shares = of("a", 5, "b", 1, "c", 2, "d", 2);

        double[] lorenz = shares.lorenz();

        assertThat(lorenz).hasSize(101);
        assertThat(lorenz[0]).isZero();
        assertThat(lorenz[25]).isEqualTo(0.1);
        assertThat(lorenz[50]).isEqualTo(0.3);
        assertThat(lorenz[60]).isEqualTo(0.38);
        assertThat(lorenz[75]).isEqualTo(0.5);
        assertThat(lorenz[100]).isEqualTo(1);
    }

    @Test
    void lorenz_ofOneDevice_isTheDiagonal() {
        double[] lorenz = of("a", 3).lorenz();

        assertThat(lorenz[33]).isEqualTo(0.33);
        assertThat(lorenz[100]).isEqualTo(1);
    }

    @Test
    void lorenz_ofNone_isNoNumber() {
        assertThat(new DeviceShares().lorenz()).containsOnly(Double.NaN);
    }

    @Test
    void top_ofEqualOnes_isById() {
        DeviceShares shares = of("c", 2, "a", 1, "b", 2);

        assertThat(shares.top(2)).containsExactly("b", "c");
        assertThat(shares.of("a")).isEqualTo(1);
        assertThat(shares.of("nobody")).isZero();
    }

    private static DeviceShares of(Object... counts) {
        DeviceShares shares = new DeviceShares();
        for (int i = 0; i < counts.length; i += 2) {
            for (int n = 0; n < (int) counts[i + 1]; n++) {
                shares.add((String) counts[i]);
            }
        }
        return shares;
    }
}
