package io.ftte.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.SeedStream;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateShares;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.UpdateShare;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpdateSharesTest {
    private static final float UNIT = 0.25f;
    private static final byte[] SEED = "sixteen bytes ok".getBytes(UTF_8);

    private static UpdateShares shares(double clipNorm, float... delta) {
        return new UpdateShares(
                new LocalUpdate("m", "gerät-7", 41, 3, 2, 120, delta), UNIT, clipNorm, SEED);
    }

    @Test
    void fingerprints_ofTheWriter_areTheSchemas() {
        assertThat(UpdateShares.SHARE_FINGERPRINT)
                .isEqualTo(Header.fingerprint(UpdateShare.getClassSchema()));
        assertThat(UpdateShares.SEED_FINGERPRINT)
                .isEqualTo(Header.fingerprint(SeedShare.getClassSchema()));
    }

    @Test
    void records_ofBothShares_areAvros() throws Exception {
        SeedShare seed = RecordCodec.decode(shares(9, 1, 2, 3).helper(), SeedShare.class);
        assertThat(seed)
                .isEqualTo(
                        new SeedShare(
                                "m", "gerät-7", 41L, 3L, 2, 120L, 3, ByteBuffer.wrap(SEED), 36));
        UpdateShare share =
                RecordCodec.decode(
                        shares(9, 1, 2, 3).leader(1024, 5, Optional.empty()).get(0),
                        UpdateShare.class);
        assertThat(share)
                .isEqualTo(
                        new UpdateShare(
                                "m",
                                "gerät-7",
                                41L,
                                3L,
                                2,
                                120L,
                                3,
                                0,
                                SeedStream.id(SEED),
                                share.getNumbers(),
                                null));
    }

    @Test
    void shares_together_areTheClippedUpdateInUnits() throws Exception {
        assertThat(together(shares(100, 1, -2, 0.3f, 0.125f, 0.375f)))
                .as("of two as near the even one")
                .containsExactly(4, -8, 1, 0, 2);
        assertThat(together(shares(25, 30, 40))).as("to 99.3 of 100").containsExactly(60, 79);
        assertThat(together(shares(1, new float[3]))).containsExactly(0, 0, 0);
    }

    /** Whatever rounding does: parties reckon with it. */
    @Test
    void shares_anyUpdate_haveNoLargerNormThanIsSaid() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            float[] delta = new float[1 + random.nextInt(300)];
            double clipNorm = UNIT * Math.sqrt(delta.length) * (0.6 + 3 * random.nextDouble());
            for (int i = 0; i < delta.length; i++) {
                delta[i] = (float) random.nextGaussian();
            }
            UpdateShares shares = shares(clipNorm, delta);
            double squares = Arrays.stream(together(shares)).mapToDouble(n -> (double) n * n).sum();
            SeedShare seed = RecordCodec.decode(shares.helper(), SeedShare.class);
            assertThat(Math.sqrt(squares))
                    .isLessThanOrEqualTo(clipNorm / UNIT)
                    .isLessThanOrEqualTo(seed.getMostNorm());
            assertThat(seed.getMostNorm()).isLessThan((int) (clipNorm / UNIT) + 2);
        }
    }

    @Test
    void leader_moreThanAChunk_coversAll() throws Exception {
        float[] delta = new float[2_500];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = i % 7 - 3;
        }
        int[] together = together(shares(1e6, delta));
        for (int i = 0; i < delta.length; i++) {
            assertThat(together[i]).isEqualTo((int) (delta[i] / UNIT));
        }
    }

    @Test
    void leader_signed_signsWhatTheSchemaSays() throws Exception {
        List<byte[]> signed = new ArrayList<>();
        byte[] record =
                shares(9, 1, 2)
                        .leader(
                                1024,
                                77,
                                Optional.of(
                                        digest -> {
                                            signed.add(digest);
                                            return new byte[64];
                                        }))
                        .get(0);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("ftte-share-1".getBytes(UTF_8));
        sha256.update(ByteBuffer.allocate(8).putLong(0, 77));
        sha256.update(record, 0, record.length - 67);
        assertThat(signed).containsExactly(sha256.digest());
        assertThat(RecordCodec.decode(record, UpdateShare.class).getSignature())
                .isEqualTo(ByteBuffer.allocate(64));
    }

    @Test
    void update_notFinite_isRefused() {
        assertThatThrownBy(() -> shares(1, 1, Float.NaN))
                .hasMessage("the update has a number that is not finite");
        assertThatThrownBy(() -> shares(1, Float.NEGATIVE_INFINITY))
                .hasMessage("the update has a number that is not finite");
    }

    private static int[] together(UpdateShares shares) throws WireException {
        List<Integer> numbers = new ArrayList<>();
        for (byte[] record : shares.leader(1024, 5, Optional.empty())) {
            UpdateShare share = RecordCodec.decode(record, UpdateShare.class);
            byte[] bytes = new byte[share.getNumbers().remaining()];
            share.getNumbers().get(bytes);
            IntBuffer rest = LittleEndian.ints(bytes);
            IntBuffer stream =
                    LittleEndian.ints(SeedStream.numbers(SEED, share.getFrom(), rest.remaining()));
            assertThat(share.getFrom()).isEqualTo(numbers.size());
            while (rest.hasRemaining()) {
                numbers.add(rest.get() + stream.get());
            }
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
