package io.ftte.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

class OptionsTableTest {
    private static final String BEGIN = "<!-- options:begin -->\n";
    private static final String END = "<!-- options:end -->\n";

    @Test
    void markdown_readme_holdsExactlyThisTable() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));

        assertThat(readme).contains(BEGIN, END);
        assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
                .isEqualTo(OptionsTable.markdown());
    }

    @Test
    void all_declaredOptions_areListedInOrder() {
        assertThat(
                        Arrays.stream(AggregationOptions.class.getDeclaredFields())
                                .filter(field -> Modifier.isPublic(field.getModifiers()))
                                .map(OptionsTableTest::option))
                .containsExactlyElementsOf(AggregationOptions.all());
    }

    private static ConfigOption<?> option(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
