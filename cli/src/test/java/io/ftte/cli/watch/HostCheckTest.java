package io.ftte.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
    private static final HostCheck LOOPBACK = HostCheck.loopback("localhost");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8090",
                "LocalHost:8090",
                "127.0.0.1:1",
                "[::1]:8090"
            })
    void accepts_namesOfThisMachine(String header) {
        assertThat(LOOPBACK.accepts(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example",
                "localhost.rebound.example:8090",
                "",
                "10.0.0.1:8090",
                "[::2]"
            })
    void accepts_namesOfOthers_not(String header) {
        assertThat(LOOPBACK.accepts(header)).isFalse();
    }

    @Test
    void accepts_noNameAtAll_not() {
        assertThat(LOOPBACK.accepts(null)).isFalse();
    }

    @Test
    void accepts_anyName_whereThePageIsForOthers() {
        assertThat(HostCheck.any().accepts("server.example:8090")).isTrue();
    }
}
