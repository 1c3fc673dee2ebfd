/** What several operators need of Flink: descriptors of state, and counters of refusals. */
package io.ftte.operators.runtime;
