package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import org.junit.jupiter.api.Test;

/** State per model is O(parameters + waiting updates), not O(devices × parameters). */
class StateSizeTest {
    private static final int PARAMETERS = 10_000;
    private static final int DEVICES = 1_000;

    /** θ, the open sum, and once more for what is kept beside them. */
    private static final long BYTES_PER_PARAMETER = 3 * Float.BYTES;

    private static final long BYTES_PER_DEVICE = 200;

    @Test
    void snapshot_thousandDevicesInMidBuffer_isOfParametersPlusDevices() throws Exception {
        HarnessPipeline pipeline = new HarnessPipeline(1);
        try {
            for (ControlMessage message :
                    TestModels.registration(
                            TestModels.model(
                                    "m",
                                    PARAMETERS,
                                    TestModels.settings(16).build(),
                                    1,
                                    TestModels.plan(1, 0, PARAMETERS)))) {
                pipeline.accept(message);
            }
            float[] delta = TestModels.numbers(PARAMETERS, 2);
            for (int i = 0; i < DEVICES; i++) {
                pipeline.accept(update(i, delta));
                pipeline.deliver(edge -> false);
            }
            pipeline.accept(
                    RawRecord.of(
                            0,
                            DEVICES,
                            TestModels.START + 60_000,
                            new byte[0],
                            RecordCodec.encode(new Tick(0L))));
            pipeline.deliver(edge -> false);

            long size = 0;
            for (KeyedStage<?, ?> stage : pipeline.stages()) {
                size += stage.stateSize();
            }
            assertThat(StatePiece.DEVICE.keys(pipeline)).isEqualTo(DEVICES);
            assertThat(size)
                    .isLessThan(PARAMETERS * BYTES_PER_PARAMETER + DEVICES * BYTES_PER_DEVICE);
        } finally {
            pipeline.close();
        }
    }

    private static RawRecord update(int i, float[] delta) {
        return TestModels.raw(
                0,
                i,
                TestModels.START + i,
                TestModels.update(
                        "m",
                        "device-" + i,
                        0,
                        0,
                        1,
                        PARAMETERS,
                        0,
                        PARAMETERS,
                        TensorEncoding.F32,
                        delta));
    }
}
