package io.ftte.aggregation;

import static io.ftte.aggregation.SpectralModel.EPSILON;
import static io.ftte.aggregation.SpectralModel.RATE;
import static io.ftte.aggregation.SpectralSteps.all;
import static io.ftte.aggregation.SpectralSteps.assertRows;
import static io.ftte.aggregation.SpectralSteps.assertStep;
import static io.ftte.aggregation.SpectralSteps.columns;
import static io.ftte.aggregation.SpectralSteps.matrix;
import static io.ftte.aggregation.SpectralSteps.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Expectations come from sixty digits, over matrices that the tests write down by hand. */
class SpectralStepTest {
    /** 3 × 4 and the bias: 15 parameters. */
    private static final SpectralModel WIDE = dense(4, 3);

    private static SpectralModel dense(int inputs, int units) {
        return SpectralModel.of(Shape.of(inputs), new Dense("d", units, Activation.NONE));
    }

    @Test
    void step_everythingCovered_isTheFormulaWithTheBiasAsLastColumn() {
        float[] sum = random(1, 15);
        assertStep(WIDE.step(sum, all(15, 2)), matrix(sum, 3, 4, 2), 0, 1, 2, 3);
    }

    @Test
    void step_fewerInputsThanOutputs_isTheFormulaWithoutALongerStep() {
        float[] sum = random(2, 6 * 2 + 6);
        float[] stepped = dense(2, 6).step(sum, all(18, 1));
        double[][] expected = BigMatrix.dampedPolar(matrix(sum, 6, 2, 1), EPSILON);
        assertRows(stepped, expected, RATE, 2, 0, 1);
    }

    @Test
    void step_columnsThatNothingCovers_areNeitherCountedNorStepped() {
        float[] sum = random(3, 15);
        double[] divisor = all(15, 2);
        for (int output = 0; output < 3; output++) {
            divisor[output * 4 + 1] = 0;
            sum[output * 4 + 1] = 0;
        }
        float[] stepped = WIDE.step(sum, divisor);
        double[][] full = matrix(sum, 3, 4, 2);
        double[][] covered = columns(full, 0, 2, 3, 4);
        assertStep(stepped, covered, 0, 2, 3);
        assertThat(new float[] {stepped[1], stepped[5], stepped[9]}).containsOnly(0);
    }

    /** A column counts as soon as one of its coordinates is covered; the others are 0 in M. */
    @Test
    void step_coordinateThatNothingCovers_isZeroInTheMatrixAndStays() {
        float[] sum = random(4, 15);
        double[] divisor = all(15, 2);
        divisor[5] = 0;
        sum[5] = 0;
        float[] stepped = WIDE.step(sum, divisor);
        assertThat(stepped[5]).isZero();
        double[][] expected = BigMatrix.dampedPolar(matrix(sum, 3, 4, 2), EPSILON);
        expected[1][1] = 0;
        assertRows(stepped, expected, RATE * Math.sqrt(5.0 / 3), 4, 0, 1, 2, 3);
    }

    @Test
    void step_twoPlansInOneBuffer_dividesEachCoordinateByItsOwn() {
        float[] sum = random(5, 15);
        double[] divisor = all(15, 2);
        double[][] means = matrix(sum, 3, 4, 2);
        for (int output = 0; output < 3; output++) {
            divisor[output * 4 + 3] = 7;
            means[output][3] = (float) (1.0 / 7) * sum[output * 4 + 3];
        }
        assertStep(WIDE.step(sum, divisor), means, 0, 1, 2, 3);
    }

    @Test
    void step_coverageFloor_dividesByAtLeastThatShareOfTheTotal() {
        SpectralModel floored =
                new SpectralModel(
                        WIDE.network(), SpectralModel.spectral().setCoverageFloor(0.5).build());
        float[] sum = random(6, 15);
        ShardModel model = floored.step().begin(new float[15]);
        double[] divisor = all(15, 10);
        divisor[0] = 1;
        floored.step().apply(model, sum.clone(), divisor, 10, 1);
        double[][] means = matrix(sum, 3, 4, 10);
        means[0][0] = (float) (1.0 / 5) * sum[0];
        assertStep(model.parameters, means, 0, 1, 2, 3);
    }

    /** One column of norm 5: b / √(25 + ε·25), no longer for n < u. */
    @Test
    void step_biasAlone_movesAlongTheMeanWhateverItsLength() {
        float[] sum = new float[15];
        sum[12] = 3;
        sum[14] = -4;
        double[] divisor = new double[15];
        Arrays.fill(divisor, 12, 15, 1);
        float[] stepped = WIDE.step(sum, divisor);
        double length = RATE / Math.sqrt(25 * (1 + EPSILON));
        assertThat(stepped).startsWith(new float[12]);
        assertThat(stepped[12]).isCloseTo((float) (3 * length), within(1e-8f));
        assertThat(stepped[13]).isZero();
        assertThat(stepped[14]).isCloseTo((float) (-4 * length), within(1e-8f));
    }

    @Test
    void step_zeroMeans_movesNothing() {
        assertThat(WIDE.step(new float[15], all(15, 3))).containsOnly(0);
    }

    /** A step of 0 would turn −0 into 0, and so change the digest of what nobody trained. */
    @Test
    void step_parameterThatNothingCovers_keepsItsSign() {
        float[] minus = new float[15];
        Arrays.fill(minus, -0.0f);
        ShardModel model = WIDE.step().begin(minus.clone());
        double[] divisor = all(15, 1);
        divisor[5] = 0;
        float[] sum = random(14, 15);
        sum[5] = 0;
        WIDE.step().apply(model, sum, divisor, 1, 1);
        assertThat(Float.floatToRawIntBits(model.parameters[5])).isEqualTo(1 << 31);
        assertThat(model.parameters[4]).isNotZero();

        ShardModel zeroMeans = WIDE.step().begin(minus.clone());
        WIDE.step().apply(zeroMeans, new float[15], all(15, 1), 1, 1);
        for (float parameter : zeroMeans.parameters) {
            assertThat(Float.floatToRawIntBits(parameter)).isEqualTo(1 << 31);
        }
    }

    /** Without moments a vector goes its learning rate along its mean. */
    @Test
    void of_vector_isItsDirection() {
        LayerMatrix vector = new LayerMatrix("v", 0, 3, 1, false);
        SpectralStep spectral = SpectralStep.of(WIDE.settings()).orElseThrow();
        float[] step = spectral.of(vector, new float[] {6, 0, -8}, all(3, 2), 2).values();
        double length = RATE / Math.sqrt(25 * (1 + EPSILON));
        assertThat(step[0]).isCloseTo((float) (3 * length), within(1e-8f));
        assertThat(step[1]).isZero();
        assertThat(step[2]).isCloseTo((float) (-4 * length), within(1e-8f));
    }

    @Test
    void step_nothingCovered_movesNothing() {
        assertThat(WIDE.step(new float[15], new double[15])).containsOnly(0);
    }

    @Test
    void step_meansThatAreNotFinite_areZeroInTheMatrixAndCounted() {
        float[] sum = random(10, 15);
        sum[2] = Float.NaN;
        sum[8] = Float.NEGATIVE_INFINITY;
        sum[13] = Float.MAX_VALUE;
        double[] divisor = all(15, 2);
        divisor[13] = 0.5;
        ShardModel model = WIDE.step().begin(new float[15]);
        assertThat(WIDE.step().apply(model, sum.clone(), divisor, 2, 1)).isEqualTo(3);

        float[] cleaned = sum.clone();
        cleaned[2] = cleaned[8] = cleaned[13] = 0;
        double[][] expected = BigMatrix.dampedPolar(matrix(cleaned, 3, 4, 2), EPSILON);
        expected[0][2] = expected[2][0] = expected[1][4] = 0;
        assertRows(model.parameters, expected, RATE * Math.sqrt(5.0 / 3), 4, 0, 1, 2, 3);
    }

    @Test
    void step_parameterThatWouldOverflow_staysAndIsCounted() {
        SpectralModel fast =
                new SpectralModel(
                        WIDE.network(),
                        SpectralModel.spectral().setServerLearningRate(1e38).build());
        float[] parameters = new float[15];
        Arrays.fill(parameters, Float.MAX_VALUE);
        ShardModel model = fast.step().begin(parameters.clone());
        float[] sum = new float[15];
        sum[0] = 1;
        assertThat(fast.step().apply(model, sum, all(15, 1), 1, 1)).isEqualTo(1);
        assertThat(model.parameters).isEqualTo(parameters);
    }

    @Test
    void step_meansOfTheWholeFloatRange_staysFinite() {
        float[] sum = random(11, 15);
        for (int j = 0; j < 15; j++) {
            sum[j] *= j % 2 == 0 ? 1e37f : Float.MIN_VALUE;
        }
        for (float parameter : WIDE.step(sum, all(15, 1))) {
            assertThat(Math.abs(parameter)).isLessThan(1);
        }
    }

    @Test
    void step_averaging_followsTheVersions() {
        SpectralModel averaging =
                new SpectralModel(
                        WIDE.network(), SpectralModel.spectral().setAveragingDecay(0.9).build());
        ShardModel model = averaging.step().begin(new float[15]);
        averaging.step().apply(model, random(12, 15), all(15, 1), 1, 1);
        for (int j = 0; j < 15; j++) {
            assertThat(model.averaged[j]).isEqualTo((float) (1 - 0.9) * model.parameters[j]);
        }
        assertThat(model.moments).isEmpty();
    }
}
