/**
 * Flink shells around the aggregation rule and the control plane. A control plane of small headers
 * decides – {@link io.ftte.control.Model}, which the Sequencer keeps –; a data plane of payload
 * pieces only adds.
 *
 * <p>{@link io.ftte.operators.DecodeUpdate} → headers → {@link io.ftte.operators.PartitionClock} →
 * {@link io.ftte.operators.DeviceGate} → {@link io.ftte.operators.Sequencer} → commands to {@link
 * io.ftte.operators.SliceAccumulator} (which the pieces reach straight from the decoder), {@link
 * io.ftte.operators.ParameterShard} and {@link io.ftte.operators.VersionLedger}.
 *
 * <p>A live job has {@link io.ftte.operators.DeviceProfiles} and {@link
 * io.ftte.operators.PlanSelector} on the way of the control topic to the Sequencer.
 */
package io.ftte.operators;
