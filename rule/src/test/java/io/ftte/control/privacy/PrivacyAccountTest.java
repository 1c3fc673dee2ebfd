package io.ftte.control.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrivacyAccountTest {
    private final PrivacyAccount account = new PrivacyAccount();

    @Test
    void account_nobodyTookPart_isNothing() {
        assertThat(account.total()).isZero();
        assertThat(account.most()).isZero();
        assertThat(account.median()).isZero();
    }

    @Test
    void account_anyFleet_knowsTheMostAndTheLowerMedian() {
        Random random = new Random(2);
        int[] counts = new int[40];
        for (int step = 0; step < 500; step++) {
            int device = (int) (random.nextDouble() * random.nextDouble() * counts.length);
            account.count(++counts[device]);
            int[] taking = Arrays.stream(counts).filter(n -> n > 0).sorted().toArray();
            assertThat(account.total()).isEqualTo(taking.length);
            assertThat(account.most()).isEqualTo(taking[taking.length - 1]);
            assertThat(account.median()).isEqualTo(taking[(taking.length - 1) / 2]);
        }
    }
}
