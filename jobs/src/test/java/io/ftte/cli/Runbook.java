package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of one section of the operations manual, so that what it says is what is tested. */
record Runbook(List<List<String>> commands) {
    private static final Path MANUAL = Path.of("..", "docs", "operations.md");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /**
     * @param heading of the section
     */
    static Runbook section(String heading) throws IOException {
        Matcher section =
                Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(.*?)(?=^## |\\z)")
                        .matcher(Files.readString(MANUAL));
        assertThat(section.find()).as("section %s", heading).isTrue();
        return new Runbook(
                Pattern.compile("(?ms)^```\n(.*?)^```$")
                        .matcher(section.group(1))
                        .results()
                        .flatMap(block -> block.group(1).lines())
                        .map(Runbook::words)
                        .toList());
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(Runbook::word).toList();
    }

    private static String word(MatchResult match) {
        return match.group(1) == null ? match.group(2) : match.group(1);
    }

    /**
     * Arguments of a command, without the program's name.
     *
     * @param actual what stands in the test for a word of the manual; each must occur
     */
    List<String> arguments(int command, Map<String, String> actual) {
        List<String> words = commands.get(command);
        assertThat(words).containsAll(actual.keySet());
        return words.stream().skip(1).map(word -> actual.getOrDefault(word, word)).toList();
    }

    /** Runs a command of {@code ./ftte}. */
    CommandLineRun run(int command, Map<String, String> actual) {
        assertThat(commands.get(command)).first().isEqualTo("./ftte");
        return CommandLineRun.of(arguments(command, actual).toArray(String[]::new));
    }
}
