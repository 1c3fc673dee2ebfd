package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanPayloadTest {

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void bytes_ofACount_isTheEncodedLength(TensorEncoding encoding) {
        for (int count : new int[] {1, 255, 256, 257, 32_970}) {
            assertThat(PlanPayload.bytes(encoding, count))
                    .isEqualTo(Tensors.encode(encoding, new float[count], 0, count).length);
        }
    }

    /** The most that fits: one more parameter does not. */
    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void parameters_ofAnyBytes_isTheInverse(TensorEncoding encoding) {
        for (int bytes = 0; bytes < 3000; bytes++) {
            int most = (int) PlanPayload.parameters(encoding, bytes);
            assertThat(PlanPayload.bytes(encoding, most)).isLessThanOrEqualTo(bytes);
            assertThat(PlanPayload.bytes(encoding, most + 1)).isGreaterThan(bytes);
        }
        assertThat(PlanPayload.parameters(encoding, -1)).isZero();
        assertThat(PlanPayload.parameters(encoding, Long.MAX_VALUE))
                .isGreaterThan(Integer.MAX_VALUE);
    }
}
