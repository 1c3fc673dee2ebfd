/**
 * The aggregation rule, in plain Java: which update counts, how strongly, and what a full buffer
 * does to the model. No Flink here; operators, replays, simulations and tests all call this one
 * core.
 *
 * <p>Reading order: {@link io.ftte.aggregation.UpdateStatistics} (what is known of an update),
 * {@link io.ftte.aggregation.AggregationRule} (refuse or weigh), {@link
 * io.ftte.aggregation.ModelBuffer} (what is kept between updates), {@link
 * io.ftte.aggregation.WeightedSum} (the data plane's only operation), {@link
 * io.ftte.aggregation.ServerStep} (one step of the model).
 */
package io.ftte.aggregation;
