package io.ftte.operators.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.AdmittedUpdate;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.schemas.text.DeclaredSettings;
import io.ftte.schemas.wire.UpdateReader;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineageRecordTest {
    private static final byte[] SHA = new byte[32];

    @Test
    void of_largestBufferOfLongestIdsAndNumbers_isWithinTheBoundAndCloseToIt() {
        String id = "i".repeat(UpdateReader.MAX_ID_BYTES);
        AdmittedUpdate[] all = new AdmittedUpdate[DeclaredSettings.MAX_BUFFER_SIZE];
        Arrays.fill(
                all,
                new AdmittedUpdate(
                        id,
                        Long.MIN_VALUE,
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        1,
                        1,
                        1,
                        true,
                        JoinKey.of(Short.MAX_VALUE, (1L << 48) - 2) + 1,
                        Long.MIN_VALUE));
        LedgerCommand command =
                new LedgerCommand(
                        new LedgerKey(id, Integer.MAX_VALUE),
                        Long.MAX_VALUE,
                        false,
                        Long.MIN_VALUE,
                        1,
                        SHA,
                        all,
                        new VersionNoise(
                                1,
                                SHA,
                                new PrivacySpent(1, 1e-6, 2, 1, Long.MAX_VALUE),
                                "0123abcd"));

        assertThat(
                        LineageRecord.of(
                                        command,
                                        command.contributions(),
                                        SHA,
                                        Optional.of(SHA),
                                        SHA,
                                        Long.MAX_VALUE)
                                .value()
                                .length)
                .isBetween(LineageRecord.MAX_BYTES - 1024, LineageRecord.MAX_BYTES);
    }
}
