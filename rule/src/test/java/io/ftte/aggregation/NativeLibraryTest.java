package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ND4J and its native library are loaded only where a setting asks for them: seen in a JVM. */
class NativeLibraryTest {
    @TempDir private Path directory;

    @Test
    void step_sgdRmsPropAndSpectral_loadNoNd4j() throws Exception {
        assertThat(linesOfRun("SGD", "RMSPROP", "SPECTRAL"))
                .anyMatch(line -> line.startsWith("RMSPROP stepped to"))
                .anyMatch(line -> line.startsWith("SPECTRAL stepped to"))
                .anyMatch(line -> line.contains("io.ftte.aggregation.RmsPropOptimizer"))
                .noneMatch(line -> line.contains("org.nd4j"))
                .noneMatch(line -> line.contains("org.bytedeco"));
    }

    @Test
    void step_adam_loadsNd4j() throws Exception {
        assertThat(linesOfRun("ADAM"))
                .anyMatch(line -> line.startsWith("ADAM stepped to"))
                .anyMatch(line -> line.contains("org.nd4j"));
    }

    /** What the program printed and which classes the JVM loaded. */
    private List<String> linesOfRun(String... optimizers) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OneStepMain.class.getName()));
        command.addAll(List.of(optimizers));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(output);
    }
}
