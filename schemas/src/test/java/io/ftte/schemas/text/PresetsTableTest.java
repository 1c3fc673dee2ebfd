package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetsTableTest {

    @Test
    void markdown_docs_holdExactlyThisTable() throws Exception {
        new GeneratedBlock("settings", "presets").assertHolds(PresetsTable.markdown());
    }

    @ParameterizedTest
    @EnumSource
    void source_ofAPreset_isASentenceInACell(Preset preset) {
        assertThat(preset.source()).endsWith(".").doesNotContain("|", "\n");
    }
}
