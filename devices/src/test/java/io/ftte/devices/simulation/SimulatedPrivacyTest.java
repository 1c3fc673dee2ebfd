package io.ftte.devices.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.aggregation.Refusal;
import io.ftte.devices.simulation.SimulatedServer.Verdict;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Plan;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a private model's updates a version shows, and with how much noise. */
class SimulatedPrivacyTest {
    private static final int LENGTH = 20_000;
    private static final double CLIP = 0.5;
    private static final double NOISE = 1.5;
    private static final int BUFFER = 4;

    private final SimulatedServer server = server(1);
    private int sent;

    private static AggregationSettings settings() {
        return AggregationSettings.newBuilder(Worlds.buffer(BUFFER))
                .setVariance(new VarianceSettings(0.0, 64, 5))
                .setClipNorm(CLIP)
                .setPrivacyNoise(NOISE)
                .setPrivacyEpsilon(20.0)
                .setPrivacyDelta(1e-6)
                .setPrivacyDevices(1000L)
                .build();
    }

    private static SimulatedServer server(long seed) {
        ModelDefinition model =
                ModelDefinition.of(
                        RunModel.ID,
                        0,
                        List.of(new Tensor("w", List.of(LENGTH))),
                        List.of(
                                new Plan(
                                        RunModel.planId(0),
                                        List.of(new TensorRange("w", 0, LENGTH)),
                                        null)),
                        settings(),
                        new float[LENGTH],
                        Optional.empty());
        return new SimulatedServer(model, SimulatedKey.of(seed));
    }

    private Verdict send(SimulatedServer to, String device, float value) {
        float[] delta = new float[LENGTH];
        Arrays.fill(delta, value);
        return to.receive(
                new ReceivedUpdate(
                        ++sent,
                        device,
                        sent,
                        to.version(),
                        0,
                        1,
                        Tensors.encode(TensorEncoding.F32, delta, 0, LENGTH)),
                TensorEncoding.F32);
    }

    /** A version of these updates, one from each of as many devices. */
    private float[] version(SimulatedServer of, float... values) {
        sent = 0;
        for (int i = 0; i < values.length; i++) {
            send(of, "device-" + i, values[i]);
        }
        return of.parameters();
    }

    @Test
    void version_ofUpdatesWithinTheClip_isTheirMeanAndTheNoise() {
        float each = (float) (0.4 / Math.sqrt(LENGTH));
        float[] version = version(server, each, each, each, each);
        double deviation = NOISE * CLIP / BUFFER;
        double standardError = deviation / Math.sqrt(LENGTH);
        assertThat(mean(version)).isCloseTo(each, within(4 * standardError));
        assertThat(deviation(version)).isCloseTo(deviation, within(0.02 * deviation));
    }

    @Test
    void version_ofUpdatesBeyondTheClip_hasThemAtTheClip() {
        float each = 1;
        float[] version = version(server, each, each, each, each);
        double clipped = CLIP / Math.sqrt(LENGTH);
        double standardError = NOISE * CLIP / BUFFER / Math.sqrt(LENGTH);
        assertThat(mean(version)).isCloseTo(clipped, within(4 * standardError));
    }

    /** The sum is of whole steps, noise included: its last bits tell nothing. */
    @Test
    void version_isOnTheGrid() {
        float grid = (float) (NOISE * CLIP / 8192);
        for (float value : version(server, 0.01f, 0.003f, 0.2f, 5)) {
            double steps = value * (double) BUFFER / grid;
            assertThat(steps).isCloseTo(Math.rint(steps), within(0.01));
        }
    }

    @Test
    void version_sameSeed_hasTheSameBits_anotherHasOthers() {
        float[] version = version(server, 1, 2, 3, 4);
        assertThat(version(server(1), 1, 2, 3, 4)).isEqualTo(version);
        float[] other = version(server(2), 1, 2, 3, 4);
        int equal = 0;
        for (int i = 0; i < LENGTH; i++) {
            equal += version[i] == other[i] ? 1 : 0;
        }
        assertThat(equal).isLessThan(10);
    }

    /** Else the difference of the two would be that of the updates, without any noise. */
    @Test
    void version_ofOneOtherUpdate_hasOtherNoise() {
        float[] version = version(server, 1e-4f, 2e-4f, 3e-4f, 1e-4f);
        float[] other = version(server(1), 1e-4f, 2e-4f, 3e-4f, 2e-4f);
        double[] difference = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            difference[i] = version[i] - other[i];
        }
        double expected = Math.sqrt(2) * NOISE * CLIP / BUFFER;
        assertThat(deviation(difference)).isCloseTo(expected, within(0.02 * expected));
    }

    @Test
    void receive_deviceInTheOpenBuffer_isRefused() {
        assertThat(send(server, "a", 1)).isEqualTo(Verdict.ADMITTED);
        assertThat(send(server, "a", 1)).isEqualTo(Verdict.REFUSED);
        assertThat(server.refusal().map(Refusal::reason)).contains(RejectionReason.IN_BUFFER);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double[] wider = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wider[i] = values[i];
        }
        return deviation(wider);
    }

    private static double deviation(double[] values) {
        double mean = 0;
        double squares = 0;
        for (double value : values) {
            mean += value / values.length;
            squares += value * value / values.length;
        }
        return Math.sqrt(squares - mean * mean);
    }
}
