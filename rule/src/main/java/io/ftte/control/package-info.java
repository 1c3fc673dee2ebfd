/**
 * The control plane in plain Java: what a model decides about updates and records of the control
 * topic, and what is kept of it in between. No Flink and no Kafka here; the job's Sequencer, the
 * simulator and tests call this one core.
 *
 * <p>{@link io.ftte.control.Model} decides and answers into {@link io.ftte.control.Decisions}; what
 * lasts stands in a {@link io.ftte.control.ModelStore}. Fields of the state classes are public for
 * Flink's serializers and touched by this package only.
 *
 * <p>Reading order: {@code Model}, {@code Decisions}, {@link io.ftte.control.ModelState}, {@link
 * io.ftte.control.PlanChanges}, {@link io.ftte.control.SettingsChanges}.
 */
package io.ftte.control;
