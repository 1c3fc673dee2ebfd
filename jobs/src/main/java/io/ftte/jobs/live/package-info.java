/**
 * The live job's sources and sinks on Kafka, its fences and ticks, and what is checked before it
 * starts.
 */
package io.ftte.jobs.live;
