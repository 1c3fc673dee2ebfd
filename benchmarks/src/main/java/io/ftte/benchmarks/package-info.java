/** Measurements of the hot path with JMH, and of what partial training costs in accuracy. */
package io.ftte.benchmarks;
