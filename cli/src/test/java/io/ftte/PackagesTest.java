package io.ftte;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A package is small enough to hold in mind, and says what it is for. */
class PackagesTest {
    private static final String DESCRIPTION = "package-info.java";
    private static final int MOST_CLASSES = 25;

    static List<Path> packages() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(PackagesTest::folders)
                    .filter(folder -> classes(folder) > 0)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void main_package_isDescribedAndHasFewClasses(Path folder) {
        assertThat(folder.resolve(DESCRIPTION)).exists();
        assertThat(classes(folder)).isLessThanOrEqualTo(MOST_CLASSES);
    }

    private static Stream<Path> folders(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isDirectory).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long classes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals(DESCRIPTION))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
