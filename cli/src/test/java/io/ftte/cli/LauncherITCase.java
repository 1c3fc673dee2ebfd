package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./ftte} in a home of its own, where what stands for Maven brings the jars of this build,
 * and with the archive of classes that its build leaves.
 */
class LauncherITCase {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final long PATIENCE_MINUTES = 5;

    @TempDir private static Path home;

    @TempDir private Path directory;

    @BeforeAll
    static void build(@TempDir Path scratch) throws Exception {
        Files.copy(REPOSITORY.resolve("ftte"), home.resolve("ftte"));
        link("pom.xml");
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
                link(module.getFileName() + "/pom.xml");
                link(module.getFileName() + "/src");
            }
        }
        Path maven = Files.createDirectory(home.resolve("bin")).resolve("mvn");
        Files.writeString(
                maven,
                "#!/bin/sh\nset -e\ncd '%s'\ncp ftte-cli-*.jar '%s'\ncp classpath/own classpath/provided '%s'\n"
                        .formatted(
                                Path.of("target").toAbsolutePath(),
                                home.resolve("cli/target"),
                                home.resolve("cli/target/classpath")));
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        assertThat(help(scratch, "")).contains("ftte: building ", "Usage: ftte ");
    }

    @Test
    void startAfterTheBuild_takesItsClassesFromTheArchive() throws Exception {
        Path log = directory.resolve("loaded-%p.txt");
        help(directory, "-Xlog:class+load:file=" + log);

        StringBuilder loaded = new StringBuilder();
        try (Stream<Path> logs = Files.list(directory)) {
            for (Path file : logs.filter(f -> f.toString().contains("loaded-")).toList()) {
                loaded.append(Files.readString(file));
            }
        }
        assertThat(loaded.toString().lines().filter(line -> line.contains("io.ftte.cli.Ftte ")))
                .singleElement()
                .asString()
                .contains("shared objects file");
    }

    @Test
    void corruptArchive_isPassedOverWithoutAWord() throws Exception {
        Path archive = archive();
        Path kept = Files.copy(archive, directory.resolve("kept"));
        try {
            Files.delete(archive);
            Files.write(archive, new byte[100_000]);
            assertThat(help(directory, "")).startsWith("Usage: ftte ");
        } finally {
            Files.delete(archive);
            Files.move(kept, archive);
        }
    }

    @Test
    void archiveOfOtherJars_isPassedOverWithoutAWord() throws Exception {
        Path jar = only(home.resolve("cli/target"), ".jar");
        FileTime built = Files.getLastModifiedTime(jar);
        assertThat(archive()).isNotEmptyFile();
        try {
            Files.setLastModifiedTime(jar, FileTime.fromMillis(built.toMillis() + 60_000));
            assertThat(help(directory, "")).startsWith("Usage: ftte ");
        } finally {
            Files.setLastModifiedTime(jar, built);
        }
    }

    /** Nothing else is left of making it. */
    private static Path archive() throws IOException {
        Path classPath = home.resolve("cli/target/classpath");
        Path archive = only(classPath, ".jsa");
        try (Stream<Path> files = Files.list(classPath)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "own", "provided", "built", archive.getFileName().toString());
        }
        return archive;
    }

    private static Path only(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    /**
     * What {@code ./ftte --help} writes, errors among it.
     *
     * @param options of Java, none if empty
     */
    private static String help(Path scratch, String options) throws Exception {
        Path output = scratch.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("ftte").toString(), "--help")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", JAVA_HOME);
        environment.put("PATH", home.resolve("bin") + File.pathSeparator + environment.get("PATH"));
        if (options.isEmpty()) {
            environment.remove("JAVA_TOOL_OPTIONS");
        } else {
            environment.put("JAVA_TOOL_OPTIONS", options);
        }
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    private static void link(String name) throws IOException {
        Path link = home.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, REPOSITORY.resolve(name));
    }
}
