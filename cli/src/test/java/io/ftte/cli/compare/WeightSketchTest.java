package io.ftte.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightSketchTest {
    @Test
    void percentiles_ofFour_areTheSortedOnes() {
        WeightSketch sketch = new WeightSketch();
        for (double weight : new double[] {0.5, 1, 0.25, 0.5}) {
            sketch.add(weight);
        }

        double[] percentiles = sketch.percentiles();

        assertThat(percentiles).hasSize(101);
        assertThat(percentiles[0]).isEqualTo(0.25);
        assertThat(percentiles[25]).isEqualTo(0.25);
        assertThat(percentiles[26]).isEqualTo(0.5);
        assertThat(percentiles[75]).isEqualTo(0.5);
        assertThat(percentiles[76]).isEqualTo(1);
        assertThat(percentiles[100]).isEqualTo(1);
        assertThat(sketch.mean()).isEqualTo(0.5625);
    }

    @Test
    void percentiles_keepThreeDigitsAndTheMeanAll() {
        WeightSketch sketch = new WeightSketch();
        sketch.add(0.0012345);

        assertThat(sketch.percentiles()).containsOnly(0.00123);
        assertThat(sketch.mean()).isEqualTo(0.0012345);
    }

    @Test
    void percentiles_ofNone_areNoNumbers() {
        assertThat(new WeightSketch().percentiles()).hasSize(101).containsOnly(Double.NaN);
        assertThat(new WeightSketch().mean()).isNaN();
    }
}
