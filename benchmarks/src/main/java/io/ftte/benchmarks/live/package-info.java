/** The live job at work on a topic, and what the machine can do without it. */
package io.ftte.benchmarks.live;
