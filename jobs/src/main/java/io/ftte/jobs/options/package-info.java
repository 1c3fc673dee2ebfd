/**
 * The options of the job: declared once in {@link io.ftte.jobs.options.AggregationOptions}, read by
 * {@link io.ftte.jobs.options.AggregationConf}, checked against each other by {@code
 * AggregationRules}.
 */
package io.ftte.jobs.options;
