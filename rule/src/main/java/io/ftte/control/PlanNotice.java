package io.ftte.control;

import io.ftte.aggregation.IndexRanges;

/**
 * What devices hear of a plan.
 *
 * @param sinceVersion the version with which it came into force
 * @param ranges of parameter indices that it trains
 */
public record PlanNotice(int planId, long sinceVersion, IndexRanges ranges) {}
