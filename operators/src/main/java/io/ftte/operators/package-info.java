/**
 * Flink shells around the aggregation rule and the control plane. A control plane of small headers
 * decides – {@link io.ftte.control.Model}, which the Sequencer keeps –; a data plane of payload
 * pieces only adds.
 *
 * <p>{@link io.ftte.operators.intake.DecodeUpdate} → headers → {@link
 * io.ftte.operators.intake.PartitionClock} → {@link io.ftte.operators.intake.DeviceGate} → {@link
 * io.ftte.operators.control.Sequencer} → commands to {@link
 * io.ftte.operators.data.SliceAccumulator} (which the pieces reach straight from the decoder),
 * {@link io.ftte.operators.data.ParameterShard} and {@link
 * io.ftte.operators.lineage.VersionLedger}.
 *
 * <p>A live job has {@link io.ftte.operators.intake.DeviceProfiles} and {@link
 * io.ftte.operators.planning.PlanSelector} on the way of the control topic to the Sequencer.
 */
package io.ftte.operators;
