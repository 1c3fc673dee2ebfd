package io.ftte.control;

import io.ftte.aggregation.IndexRanges;
import io.ftte.control.sets.PlanSeat;

/**
 * What devices hear of a plan.
 *
 * @param sinceVersion the version with which it came into force
 * @param ranges of parameter indices that it trains
 * @param seat among the plans that are in force with it
 */
public record PlanNotice(int planId, long sinceVersion, IndexRanges ranges, PlanSeat seat) {}
