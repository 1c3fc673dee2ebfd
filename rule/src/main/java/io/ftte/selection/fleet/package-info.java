/**
 * What a whole fleet should train: {@link io.ftte.selection.fleet.PlanChoice} weighs the plans in
 * force against the best for the devices' budgets, which may be tiers of plans ({@link
 * io.ftte.selection.fleet.FleetBudget}) and parts that take turns ({@link
 * io.ftte.selection.fleet.PlanParts}).
 */
package io.ftte.selection.fleet;
