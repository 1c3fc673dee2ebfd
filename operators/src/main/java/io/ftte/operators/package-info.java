/**
 * Flink shells around the aggregation rule. A control plane of small headers decides; a data plane
 * of payload pieces only adds.
 *
 * <p>{@link io.ftte.operators.DecodeUpdate} → headers → {@link io.ftte.operators.PartitionClock} →
 * {@link io.ftte.operators.DeviceGate} → {@link io.ftte.operators.Sequencer} → commands to {@link
 * io.ftte.operators.SliceAccumulator} (which the pieces reach straight from the decoder), {@link
 * io.ftte.operators.ParameterShard} and {@link io.ftte.operators.VersionLedger}.
 */
package io.ftte.operators;
