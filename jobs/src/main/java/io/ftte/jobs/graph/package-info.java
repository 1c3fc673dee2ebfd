/**
 * The aggregation graph between its sources and its sinks. Start with {@link
 * io.ftte.jobs.graph.AggregationPipeline}.
 */
package io.ftte.jobs.graph;
