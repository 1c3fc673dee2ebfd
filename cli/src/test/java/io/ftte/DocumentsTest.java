package io.ftte;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents of the repository: what they point at is there, and their lines have one width. */
class DocumentsTest {
    private static final int WIDTH = 100;
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    /** Lines that cannot be broken: tables, code, headings, pictures. */
    private static final Pattern WHOLE = Pattern.compile("^(\\||    |#|!\\[|<!--).*");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void links_withinTheRepository_leadSomewhere(Path document) throws IOException {
        Matcher links = LINK.matcher(Files.readString(document));
        while (links.find()) {
            String target = links.group(1).replaceFirst("#.*", "");
            if (!target.isEmpty() && !target.contains("://")) {
                assertThat(document.resolveSibling(target)).exists();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void prose_linesHaveOneWidth(Path document) throws IOException {
        List<String> wide = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(document)) {
            code ^= line.startsWith("```");
            if (!code && line.length() > WIDTH && !WHOLE.matcher(line).matches()) {
                wide.add(line);
            }
        }
        assertThat(wide).isEmpty();
    }
}
