/**
 * What to train: the memory that a training step needs, and the plan that gains most within a
 * budget. Plain Java, no Flink. Start with {@link io.ftte.selection.MemoryModel}, then {@link
 * io.ftte.selection.PlanSolver}.
 */
package io.ftte.selection;
