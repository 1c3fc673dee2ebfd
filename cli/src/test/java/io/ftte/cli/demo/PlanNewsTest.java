package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanNewsTest {
    private static final DemoModel MODEL = DemoModel.of(1, 0);
    private static final int CLASSIFIER = 160 + 2_320;

    private final RunRecord run = new RunRecord(0);
    private final List<String> said = new ArrayList<>();
    private PlanNews news;

    @BeforeEach
    void open() {
        news = news(2);
    }

    @Test
    void show_setsInQuickSuccession_announcesTheLastOne() {
        for (int set = 2; set <= 6; set += 2) {
            news.take(plan(set + 1, set, 1, 0), set / 10.0);
            news.take(plan(set, set, 0, CLASSIFIER), set / 10.0);
            news.show(set / 10.0);
        }
        news.show(1.5);
        assertThat(said).isEmpty();
        news.show(1.6);
        news.show(2);

        assertThat(said)
                .containsExactly(
                        "tier 0 of 2, plan 6 from version 0 on: 2,570 of 5,050 parameters train,"
                                + " for devices of 38.8 KiB and more",
                        "tier 1 of 2, plan 7 from version 0 on: 5,050 of 5,050 parameters train,"
                                + " for devices of 52.0 KiB and more");
    }

    @Test
    void take_oneTier_announcesEachPlanAtOnce() {
        news = news(1);
        news.take(plan(3, null, 0, 0), 0);
        news.take(plan(2, null, 0, CLASSIFIER), 0);
        news.show(2);

        assertThat(said)
                .containsExactly(
                        "plan 3 from version 0 on: 5,050 of 5,050 parameters train,"
                                + " 290.7 KiB per step");
    }

    @Test
    void lowered_tiers_saysWhatTheDeviceTrains() {
        news.take(plan(2, 2, 0, CLASSIFIER), 0);
        news.take(plan(3, 2, 1, 0), 0);

        news.lowered("d", 80 << 10, 45 << 10);
        news.lowered("d", 80 << 10, 60 << 10);
        news.lowered("d", 80 << 10, 30 << 10);

        assertThat(said)
                .containsExactly(
                        "d has 45.0 KiB left: tier 0 instead of 1, for it alone",
                        "d has 60.0 KiB left: tier 1 as before",
                        "d has 30.0 KiB left, too little for any tier: it waits for a smaller"
                                + " plan");
    }

    private PlanNews news(int tiers) {
        return new PlanNews(
                new DemoPlans(MODEL.network(), DemoTraining.setup(tiers), 0),
                tiers > 1,
                run,
                said::add);
    }

    private static TrainablePlan plan(int id, Integer set, int tier, int from) {
        List<IndexRange> ranges = List.of(new IndexRange(from, 5_050));
        return new TrainablePlan(
                "digits", 0, id, 0L, ranges, null, set, tier, 0, 1, List.of(), null);
    }
}
