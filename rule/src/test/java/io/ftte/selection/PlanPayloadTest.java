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
}
