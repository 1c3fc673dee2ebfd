package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.schemas.TensorEncoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TensorsTest {

    /** By name, and by place, which is what records have and what is signed. */
    @Test
    void encoding_ofEverySymbol_isItsNamesakeInItsPlace() {
        assertThat(Stream.of(TensorEncoding.values()).map(Tensors::encoding))
                .containsExactly(DeltaEncoding.values());
        assertThat(Stream.of(TensorEncoding.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Stream.of(DeltaEncoding.values()).map(Enum::name).toList());
    }
}
