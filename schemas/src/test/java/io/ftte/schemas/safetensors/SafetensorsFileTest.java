package io.ftte.schemas.safetensors;

import static io.ftte.schemas.safetensors.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void read_ofWritten_returnsEveryBit() throws Exception {
        float[] parameters = new float[40_000];
        Random random = new Random(1);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = Float.intBitsToFloat(random.nextInt());
        }
        List<Tensor> tensors =
                List.of(
                        new Tensor("conv.1/kernel é", List.of(4, 9, 1000)),
                        new Tensor("b", List.of(3999)),
                        new Tensor("scale", List.of()));

        SafetensorsFile.write(file, tensors, parameters, Map.of("modelId", "m\"\n"));

        try (SafetensorsFile back = SafetensorsFile.open(file)) {
            assertThat(back.metadata()).isEqualTo(Map.of("modelId", "m\"\n"));
            assertThat(back.tensors())
                    .containsExactly(
                            tensor("conv.1/kernel é", List.of(4, 9, 1000), 0, 144_000),
                            tensor("b", List.of(3999), 144_000, 159_996),
                            tensor("scale", List.of(), 159_996, 160_000));
            float[] read = new float[40_001];
            int offset = 1;
            for (SafetensorsTensor tensor : back.tensors()) {
                back.read(tensor, read, offset);
                offset += (int) tensor.elements();
            }
            for (int i = 0; i < parameters.length; i++) {
                assertThat(Float.floatToIntBits(read[i + 1]))
                        .isEqualTo(Float.floatToIntBits(parameters[i]));
            }
        }
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }

    @Test
    void write_header_isAligned() throws Exception {
        for (String id : List.of("m", "mm", "mmm")) {
            SafetensorsFile.write(
                    file, List.of(new Tensor("t", List.of(1))), new float[1], Map.of("id", id));
            assertThat(Files.size(file) % 8).isEqualTo(4);
        }
    }

    @Test
    void write_tensorsOfAnotherLength_refused() {
        assertThatThrownBy(
                        () ->
                                SafetensorsFile.write(
                                        file,
                                        List.of(new Tensor("t", List.of(2))),
                                        new float[3],
                                        Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tensors have 2 elements, the vector 3");
        assertThat(file).doesNotExist();
    }

    @Test
    void read_otherTypes_becomeFloat32() throws Exception {
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(0.1).putDouble(1e300).putShort((short) 0x3C01).putShort((short) 0x8001);
        data.putShort((short) 0x3F81).putShort((short) 0xFF80);
        String header =
                "{%s,%s,%s}"
                        .formatted(
                                entry("brain", "BF16", "[2]", 20, 24),
                                entry("half", "F16", "[2]", 16, 20),
                                entry("double", "F64", "[2,1]", 0, 16));

        try (SafetensorsFile in = SafetensorsFile.open(RawFile.write(file, header, data.array()))) {
            assertThat(in.tensors())
                    .extracting(SafetensorsTensor::name)
                    .containsExactly("double", "half", "brain");
            float[] read = new float[2];
            in.read(in.tensors().get(0), read, 0);
            assertThat(read).containsExactly(0.1f, Float.POSITIVE_INFINITY);
            in.read(in.tensors().get(1), read, 0);
            assertThat(read).containsExactly(1 + 0x1p-10f, -0x1p-24f);
            in.read(in.tensors().get(2), read, 0);
            assertThat(read).containsExactly(1 + 0x1p-7f, Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void open_unknownFieldsAndEmptyTensors_areRead() throws Exception {
        String header =
                "{\"t\":{\"comment\":{\"a\":[1]},\"dtype\":\"F32\",\"shape\":[1],"
                        + "\"data_offsets\":[0,4]},"
                        + entry("empty", "F32", "[0,2147483647,2147483647,9]", 0, 0)
                        + "}   ";
        try (SafetensorsFile in = SafetensorsFile.open(RawFile.write(file, header, new byte[4]))) {
            assertThat(in.tensors())
                    .extracting(SafetensorsTensor::elements)
                    .containsExactly(0L, 1L);
        }
    }

    private static SafetensorsTensor tensor(String name, List<Integer> shape, long from, long to) {
        return new SafetensorsTensor(name, Dtype.F32, shape, from, to);
    }
}
