package io.ftte.cluster;

import java.nio.file.Path;
import java.util.List;

/** What Flink's servers write of themselves. */
enum Logging {
    /** All that an inquiry into a failed row may need. */
    VERBOSE {
        @Override
        List<String> jvmOptions(Path file) {
            return List.of("-Dlog4j2.level=INFO");
        }
    },

    /** As in the image of {@code docker/}; found from the root of the repository. */
    OF_THE_IMAGE {
        @Override
        List<String> jvmOptions(Path file) {
            return List.of("-Dlog4j2.configurationFile=" + IMAGE.toUri(), "-Dlog.file=" + file);
        }
    };

    private static final Path IMAGE = Path.of("docker", "flink", "log4j-console.properties");

    /**
     * @param file what goes to the console once more
     */
    abstract List<String> jvmOptions(Path file);
}
