package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures by which people choose. */
class PrivacyPageTest {
    private static final double[] NOISES = {0.5, 1, 2, 4, 8};
    private static final int[] PARTICIPATIONS = {1, 4, 16, 64, 256};

    @Test
    void page_epsilons_areTheAccountants() throws Exception {
        List<String> page = Files.readAllLines(Path.of("../docs/privacy.md"));
        int begin = page.indexOf("<!-- epsilon:begin -->");
        List<String> rows = page.subList(begin + 3, page.indexOf("<!-- epsilon:end -->"));
        assertThat(rows)
                .isEqualTo(
                        IntStream.range(0, NOISES.length).mapToObj(i -> row(NOISES[i])).toList());
    }

    private static String row(double noise) {
        StringBuilder row = new StringBuilder("| " + text(noise) + " |");
        for (int n : PARTICIPATIONS) {
            double epsilon = PrivacyLoss.epsilon(n / (2 * noise * noise), 1e-6);
            row.append(String.format(Locale.ROOT, " %.2f |", epsilon));
        }
        return row.toString();
    }

    private static String text(double noise) {
        return noise == Math.rint(noise) ? Long.toString((long) noise) : Double.toString(noise);
    }
}
