package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.RejectionReason;
import org.junit.jupiter.api.Test;

class RefusalsTableTest {

    @Test
    void markdown_docs_holdExactlyThisTable() throws Exception {
        new GeneratedBlock("refusals").assertHolds(RefusalsTable.markdown());
    }

    @Test
    void all_reasons_areDeclaredOnce() {
        assertThat(DeclaredRefusals.all())
                .extracting(DeclaredRefusals.Meaning::reason)
                .containsExactlyInAnyOrder(RejectionReason.values());
    }

    @Test
    void all_reasons_sayWhatIsWrongWhoDecidesAndWhatToDo() {
        for (DeclaredRefusals.Meaning refusal : DeclaredRefusals.all()) {
            assertThat(refusal.meaning()).endsWith(".").doesNotContain("|", "\n");
            assertThat(refusal.decidedBy()).isNotBlank().doesNotContain("|", "\n");
            assertThat(refusal.remedy()).endsWith(".").doesNotContain("|", "\n");
        }
    }
}
