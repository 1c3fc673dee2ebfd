package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ftte.schemas.AggregationSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTableTest {

    @Test
    void markdown_docs_holdExactlyThisTable() throws Exception {
        new GeneratedBlock("settings").assertHolds(SettingsTable.markdown());
    }

    @Test
    void presets_docs_holdExactlyThisTable() throws Exception {
        new GeneratedBlock("settings", "presets").assertHolds(SettingsTable.presets());
    }

    @ParameterizedTest
    @EnumSource
    void presets_source_isASentenceInACell(Preset preset) {
        assertThat(preset.source()).endsWith(".").doesNotContain("|", "\n");
    }

    @Test
    void all_fieldsOfTheSchema_areDeclaredOnce() {
        assertThat(DeclaredSettings.all())
                .extracting(Setting::field)
                .containsExactlyInAnyOrderElementsOf(
                        fields("", AggregationSettings.getClassSchema()));
    }

    @Test
    void all_sections_standTogether() {
        List<String> sections = new ArrayList<>();
        for (Setting setting : DeclaredSettings.all()) {
            String section = setting.section();
            if (!section.isEmpty()
                    && (sections.isEmpty() || !sections.get(sections.size() - 1).equals(section))) {
                sections.add(section);
            }
        }
        assertThat(sections).doesNotHaveDuplicates();
    }

    @Test
    void all_wordsAndNumbers_sayWhatTheyMayBe() {
        for (Setting setting : DeclaredSettings.all()) {
            assertThat(setting.words().isEmpty())
                    .as(setting.path())
                    .isEqualTo(setting.type() != Setting.Type.WORD)
                    .isNotEqualTo(setting.bound() == Bound.NONE);
            assertThat(setting.meaning()).endsWith(".").doesNotContain("|", "\n");
        }
    }

    @Test
    void check_defaults_areInBounds() {
        assertThatCode(() -> DeclaredSettings.check(AggregationJson.defaults()))
                .doesNotThrowAnyException();
    }

    private static List<String> fields(String prefix, Schema record) {
        List<String> fields = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            if (field.schema().getType() == Schema.Type.RECORD) {
                fields.addAll(fields(field.name() + ".", field.schema()));
            } else {
                fields.add(prefix + field.name());
            }
        }
        return fields;
    }
}
