package io.ftte.control.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.UpdateStatistics;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferNonceTest {
    private static final UpdateStatistics NUMBERS = new UpdateStatistics(10, 0.5, 3, 5);
    private static final byte[] EMPTY = BufferNonce.of(ByteBuffer.wrap(new byte[32]), new byte[32]);

    @Test
    void with_anythingElse_isAnother() {
        byte[] other = EMPTY.clone();
        other[0]++;
        List<byte[]> nonces =
                List.of(
                        EMPTY,
                        BufferNonce.with(EMPTY, "d", 1, 2, 3, 4, BufferNonce.numbers(NUMBERS)),
                        BufferNonce.with(other, "d", 1, 2, 3, 4, BufferNonce.numbers(NUMBERS)),
                        BufferNonce.with(EMPTY, "e", 1, 2, 3, 4, BufferNonce.numbers(NUMBERS)),
                        BufferNonce.with(EMPTY, "d", 2, 2, 3, 4, BufferNonce.numbers(NUMBERS)),
                        BufferNonce.with(EMPTY, "d", 1, 3, 3, 4, BufferNonce.numbers(NUMBERS)),
                        BufferNonce.with(EMPTY, "d", 1, 2, 4, 4, BufferNonce.numbers(NUMBERS)),
                        BufferNonce.with(EMPTY, "d", 1, 2, 3, 5, BufferNonce.numbers(NUMBERS)),
                        with(new UpdateStatistics(11, 0.5, 3, 5)),
                        with(new UpdateStatistics(10, 0.6, 3, 5)),
                        with(new UpdateStatistics(10, 0.5, 4, 5)),
                        with(new UpdateStatistics(10, 0.5, 3, 6)));
        assertThat(nonces.stream().map(ByteBuffer::wrap)).doesNotHaveDuplicates();
        assertThat(nonces).allMatch(nonce -> nonce.length == 32);
        assertThat(with(NUMBERS)).isEqualTo(nonces.get(1));
    }

    private static byte[] with(UpdateStatistics numbers) {
        return BufferNonce.with(EMPTY, "d", 1, 2, 3, 4, BufferNonce.numbers(numbers));
    }

    @Test
    void of_otherParametersOrSettings_isAnother() {
        byte[] one = new byte[32];
        one[5] = 1;
        assertThat(BufferNonce.of(ByteBuffer.wrap(one), new byte[32])).isNotEqualTo(EMPTY);
        assertThat(BufferNonce.of(ByteBuffer.wrap(new byte[32]), one)).isNotEqualTo(EMPTY);
    }
}
