package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a file in docs that comes from a declaration, between {@code <!-- name:begin -->} and
 * {@code <!-- name:end -->}.
 *
 * @param file its name without the ending
 */
public record GeneratedBlock(String file, String name) {

    /** The one part of the file of this name. */
    public GeneratedBlock(String name) {
        this(name, name);
    }

    /** Writes the part anew where the property {@code docs.write} is set; compares otherwise. */
    public void assertHolds(String expected) throws IOException {
        Path path = Path.of("..", "docs", file + ".md");
        String text = Files.readString(path);
        String begin = "<!-- " + name + ":begin -->\n";
        String end = "<!-- " + name + ":end -->\n";
        assertThat(text).contains(begin, end);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(path, text.substring(0, from) + expected + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as(
                        "%s of docs/%s.md are not what is declared; write it with"
                                + " mvn -pl schemas -am test -Ddocs.write=true"
                                + " -Dtest='*TableTest' -Dsurefire.failIfNoSpecifiedTests=false",
                        name, file)
                .isEqualTo(expected);
    }
}
