package io.ftte.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.topics.OptionsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelperConfTest {

    private static HelperConf conf(String... more) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--bootstrap-servers=helper:9092",
                                "--kafka.client.id=own",
                                "--checkpoint-dir=file:///helper"));
        options.addAll(List.of(more));
        return HelperConf.of(JobOptions.parse(options.toArray(String[]::new)));
    }

    private static void assertRefused(String why, String... more) {
        assertThatThrownBy(() -> conf(more)).isInstanceOf(OptionsException.class).hasMessage(why);
    }

    @Test
    void of_allThatIsNeeded_knowsBothKafkas() {
        HelperConf conf =
                conf(
                        "--leader-bootstrap-servers=leader:9092",
                        "--leader-kafka.client.id=guest",
                        "--party-key-file=party.key",
                        "--min-devices=12");
        assertThat(conf.own().brokers().address()).isEqualTo("helper:9092");
        assertThat(conf.own().kafka()).isEqualTo(Map.of("client.id", "own"));
        assertThat(conf.leader().brokers().address()).isEqualTo("leader:9092");
        assertThat(conf.leader().kafka()).isEqualTo(Map.of("client.id", "guest"));
        assertThat(conf.minDevices()).isEqualTo(12);
    }

    @Test
    void of_whatIsMissing_saysWhatToDo() {
        assertRefused(
                "leader-bootstrap-servers is missing: name the brokers of the leader, who decides",
                "--party-key-file=party.key");
        assertRefused(
                "party-key-file is missing: give leader and helper one secret, by which they know"
                        + " each other",
                "--leader-bootstrap-servers=leader:9092");
        assertRefused(
                "min-devices is 1: a sum of fewer than 2 hides nobody",
                "--leader-bootstrap-servers=leader:9092",
                "--party-key-file=party.key",
                "--min-devices=1");
    }

    @Test
    void readPartyKey_noKeyInTheFile_saysSoInOneLine() {
        HelperConf conf =
                conf(
                        "--leader-bootstrap-servers=leader:9092",
                        "--party-key-file=/nowhere/party.key");
        assertThatThrownBy(() -> conf.own().readPartyKey())
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "party-key-file /nowhere/party.key is not on this machine: put it on every"
                                + " task manager");
    }
}
