package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a file in docs that comes from a declaration, between {@code <!-- name:begin -->} and
 * {@code <!-- name:end -->}.
 */
record GeneratedBlock(String name) {

    /** Writes the part anew where the property {@code docs.write} is set; compares otherwise. */
    void assertHolds(String expected) throws IOException {
        Path file = Path.of("..", "docs", name + ".md");
        String text = Files.readString(file);
        String begin = "<!-- " + name + ":begin -->\n";
        String end = "<!-- " + name + ":end -->\n";
        assertThat(text).contains(begin, end);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as(
                        "docs/%s.md is not what is declared; write it with"
                                + " mvn -pl schemas -am test -Ddocs.write=true"
                                + " -Dtest='*TableTest' -Dsurefire.failIfNoSpecifiedTests=false",
                        name)
                .isEqualTo(expected);
    }
}
