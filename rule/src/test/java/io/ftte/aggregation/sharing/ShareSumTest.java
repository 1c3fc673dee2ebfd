package io.ftte.aggregation.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.SeedStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareSumTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(32);

    private final Random random = new Random(3);

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void add_anyNumbers_isExactModulo32Bits() {
        int length = 2_500;
        int[] sum = new int[length + 3];
        BigInteger[] exact = new BigInteger[sum.length];
        Arrays.fill(exact, BigInteger.ZERO);
        for (int k = 0; k < 9; k++) {
            byte[] numbers = bytes(length * Integer.BYTES);
            int weight = 1 + random.nextInt(64);
            ShareSum.add(sum, 3, weight, numbers);
            for (int i = 0; i < length; i++) {
                exact[i + 3] =
                        exact[i + 3].add(
                                BigInteger.valueOf(LittleEndian.ints(numbers).get(i))
                                        .multiply(BigInteger.valueOf(weight)));
            }
        }
        for (int i = 0; i < sum.length; i++) {
            assertThat(BigInteger.valueOf(sum[i]).mod(MODULUS)).isEqualTo(exact[i].mod(MODULUS));
        }
    }

    @Test
    void combined_sharesThatWrapAround_giveTheirSumBack() {
        byte[] other = bytes(3 * Integer.BYTES);
        int[] own = new int[3];
        int[] wanted = {-64, 0, 96};
        for (int i = 0; i < own.length; i++) {
            own[i] = wanted[i] - LittleEndian.ints(other).get(i);
        }
        assertThat(ShareSum.combined(own, other, 0.5f)).containsExactly(-0.5f, 0, 0.75f);
    }

    /** By openssl enc -aes-128-ctr with that key, an iv of zeros, and zeros to encrypt. */
    @Test
    void stream_knownSeed_isAesInCounterMode() {
        byte[] seed = HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c");
        assertThat(HexFormat.of().formatHex(SeedStream.numbers(seed, 0, 8)))
                .isEqualTo("7df76b0c1ab899b33e42f047b91b546f" + "57127d4034b1bebfaef466b9c7726fc6");
    }

    @Test
    void stream_anyPart_isThatOfTheWhole() {
        byte[] seed = bytes(SeedStream.SEED_BYTES);
        byte[] whole = SeedStream.numbers(seed, 0, 5_000);
        byte[] part = SeedStream.numbers(seed, 1_024, 777);
        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 4_096, 4_096 + 4 * 777));
    }
}
