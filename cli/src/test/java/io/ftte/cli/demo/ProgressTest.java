package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter said = new StringWriter();
    private final RunRecord run = new RunRecord(0);

    @Test
    void show_log_saysALineEveryFiveSeconds() {
        Progress progress = new Progress(new PrintWriter(said, true), false, 0.8);
        run.measured(3, 1, Accuracy.shared(0.4));
        for (int tenths = 0; tenths <= 100; tenths++) {
            progress.show(run, tenths / 10.0);
        }

        assertThat(said.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("version    3  accuracy 0.4000"))
                .first()
                .asString()
                .startsWith("[############------------]");
        assertThat(said.toString()).doesNotContain("\r");
    }

    @Test
    void show_ownModels_hasTheTenthPercentile() {
        Progress progress = new Progress(new PrintWriter(said, true), false, 0.8);
        run.measured(3, 1, Accuracy.own(new double[] {0.25, 0.75}));
        progress.show(run, 0);

        assertThat(said.toString()).contains("accuracy 0.5000 (p10 0.2500)  updates");
    }

    @Test
    void show_terminal_drawsOverTheLine() {
        Progress progress = new Progress(new PrintWriter(said, true), true, 0.8);
        progress.show(run, 0.1);
        progress.show(run, 0.2);
        progress.end(run, 0.3);

        assertThat(said.toString().lines().filter(line -> !line.isEmpty())).hasSize(3);
        assertThat(said.toString()).startsWith("\r[").containsOnlyOnce("\n");
    }

    @Test
    void say_whileALineIsDrawn_clearsItFirst() {
        Progress progress = new Progress(new PrintWriter(said, true), true, 0.8);
        progress.say("before");
        progress.show(run, 0.1);
        int drawn = said.toString().lines().toList().get(2).length();
        progress.say("news");
        progress.end(run, 0.2);
        progress.say("after");

        assertThat(said.toString())
                .startsWith("before\n\r[")
                .contains("\r" + " ".repeat(drawn) + "\rnews\n\r[")
                .endsWith("after\n");
    }
}
