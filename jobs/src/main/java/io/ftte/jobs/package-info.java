/**
 * Where a job starts: {@link io.ftte.jobs.AggregationJob} on a cluster, {@link
 * io.ftte.jobs.LocalFlink} in this process.
 */
package io.ftte.jobs;
