package io.ftte.devices.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledDataTest {

    private static final int UBYTE = 0x08;
    private static final int SHORT = 0x0B;
    private static final int FLOAT = 0x0D;

    @TempDir private Path directory;

    @Test
    void open_digits_isTheBuiltInSetInTwoParts() throws IOException {
        LabelledData digits = LabelledData.open("digits");

        assertThat(digits.train().size() + digits.test().size()).isEqualTo(1_797);
        assertThat(digits.clients()).isEmpty();
    }

    @Test
    void open_imagesPlainAndZipped_areScaledToOne() throws IOException {
        images();

        LabelledData data = LabelledData.open(directory.toString());

        assertThat(data.name()).isEqualTo(directory.getFileName().toString());
        assertThat(data.train().width()).isEqualTo(4);
        assertThat(data.train().features())
                .containsExactly(0, 51 / 255f, 102 / 255f, 1, 0, 0, 0, 204 / 255f);
        assertThat(data.train().labels()).containsExactly(1, 0);
        assertThat(data.test().labels()).containsExactly(1);
    }

    @Test
    void open_imagesInColourByPerson_keepsChannelsAndPersons() throws IOException {
        write("train-images-idx4-ubyte", UBYTE, new int[] {2, 3, 1, 1}, 255, 0, 51, 0, 51, 0);
        write("train-labels-idx1-ubyte", UBYTE, new int[] {2}, 1, 0);
        write("train-subjects-idx1-ubyte", UBYTE, new int[] {2}, 7, 3);
        write("t10k-images-idx4-ubyte", UBYTE, new int[] {1, 3, 1, 1}, 0, 255, 0);
        write("t10k-labels-idx1-ubyte", UBYTE, new int[] {1}, 1);

        LabelledData data = LabelledData.open(directory.toString());

        assertThat(data.train().features()).containsExactly(1, 0, 0.2f, 0, 0.2f, 0);
        assertThat(data.test().features()).containsExactly(0, 1, 0);
        assertThat(data.clients().orElseThrow()).containsExactly(7, 3);
    }

    @Test
    void open_signalsByPerson_leavesTransitionsOutAndKeepsThePersons() throws IOException {
        write(
                "train-signals-idx3-short",
                SHORT,
                new int[] {3, 1, 2},
                shorts(2_000, -1_000, 1, 1, 0, 500));
        write("train-labels-idx1-ubyte", UBYTE, new int[] {3}, 0, 7, 5);
        write("train-subjects-idx1-ubyte", UBYTE, new int[] {3}, 4, 4, 9);
        write("test-signals-idx3-short", SHORT, new int[] {1, 1, 2}, shorts(0, 4_000));
        write("test-labels-idx1-ubyte", UBYTE, new int[] {1}, 2);

        LabelledData data = LabelledData.open(directory.toString());

        assertThat(data.train().features()).containsExactly(1, -0.5f, 0, 0.25f);
        assertThat(data.train().labels()).containsExactly(0, 5);
        assertThat(data.train().classes()).isEqualTo(6);
        assertThat(data.clients().orElseThrow()).containsExactly(4, 9);
        assertThat(data.test().features()).containsExactly(0, 2);
    }

    @Test
    void open_nothingThere_saysWhatIsExpected() {
        refused(directory.resolve("none"), "There is no data directory");
        refused(
                directory,
                "holds neither train-images-idx3-ubyte (or idx4) nor train-signals-idx3-short");
    }

    @Test
    void open_labelsMissing_namesTheFile() throws IOException {
        images();
        Files.delete(directory.resolve("t10k-labels-idx1-ubyte"));
        refused(directory, "t10k-labels-idx1-ubyte is missing, plain and .gz");
    }

    @Test
    void open_labelsOfAnotherNumber_isRefused() throws IOException {
        images();
        write("train-labels-idx1-ubyte", UBYTE, new int[] {3}, 1, 0, 1);
        refused(directory, "has 3 numbers for 2 examples");
    }

    @Test
    void open_headerThatClaimsMoreThanThereIs_isRefusedBeforeAnythingIsAllocated()
            throws IOException {
        images();
        write("t10k-images-idx3-ubyte", UBYTE, new int[] {Integer.MAX_VALUE, 1, 1}, 1, 2, 3);
        refused(directory, "its sizes make 2147483647 elements of 1 bytes, the file has 3 bytes");
        write("t10k-images-idx3-ubyte", UBYTE, new int[] {1, Integer.MAX_VALUE, 4_096}, 1);
        refused(directory, "its sizes are out of range");
        write("t10k-images-idx3-ubyte", UBYTE, new int[] {-1, 1, 1}, 1);
        refused(directory, "its sizes are out of range");
    }

    @Test
    void open_noExample_isRefused() throws IOException {
        images();
        write("t10k-images-idx3-ubyte", UBYTE, new int[] {0, 2, 2});
        refused(directory, "holds no example");
    }

    @Test
    void open_otherBytes_areRefused() throws IOException {
        images();
        Files.write(directory.resolve("t10k-images-idx3-ubyte"), new byte[] {1, 2, 3});
        refused(directory, "does not begin with two zero bytes");
        Files.write(directory.resolve("t10k-images-idx3-ubyte"), new byte[] {0, 0, 8, 3, 0});
        refused(directory, "its sizes are cut off");
        Files.write(
                directory.resolve("t10k-images-idx3-ubyte"), new byte[] {0, 0, 9, 1, 0, 0, 0, 0});
        refused(directory, "its element type is 0x09");
        Files.delete(directory.resolve("t10k-images-idx3-ubyte"));
        Files.write(directory.resolve("t10k-images-idx3-ubyte.gz"), new byte[] {1, 2, 3});
        refused(directory, "cannot be read");
    }

    @Test
    void open_notANumber_isRefused() throws IOException {
        images();
        byte[] nan = ByteBuffer.allocate(4).putFloat(Float.NaN).array();
        write("t10k-images-idx3-ubyte", FLOAT, new int[] {1}, nan[0], nan[1], nan[2], nan[3]);
        refused(directory, "element 0 is NaN");
    }

    private void images() throws IOException {
        write(
                "train-images-idx3-ubyte.gz",
                UBYTE,
                new int[] {2, 2, 2},
                0,
                51,
                102,
                255,
                0,
                0,
                0,
                204);
        write("train-labels-idx1-ubyte", UBYTE, new int[] {2}, 1, 0);
        write("t10k-images-idx3-ubyte", UBYTE, new int[] {1, 2, 2}, 1, 2, 3, 4);
        write("t10k-labels-idx1-ubyte", UBYTE, new int[] {1}, 1);
    }

    private static int[] shorts(int... values) {
        int[] bytes = new int[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = values[i] >> 8;
            bytes[2 * i + 1] = values[i];
        }
        return bytes;
    }

    private void write(String name, int type, int[] sizes, int... content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {0, 0, (byte) type, (byte) sizes.length});
        for (int size : sizes) {
            bytes.write(ByteBuffer.allocate(4).putInt(size).array());
        }
        for (int value : content) {
            bytes.write(value);
        }
        OutputStream file = Files.newOutputStream(directory.resolve(name));
        try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
            bytes.writeTo(out);
        }
    }

    private static void refused(Path directory, String reason) {
        assertThatThrownBy(() -> LabelledData.open(directory.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }
}
