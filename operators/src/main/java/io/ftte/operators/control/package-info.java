/**
 * The control plane in Flink: {@link io.ftte.operators.control.Sequencer} keeps and emits; what is
 * decided stands in the rule.
 */
package io.ftte.operators.control;
