/**
 * Several plans in force at once: {@link io.ftte.control.sets.PlanTiers} for devices of different
 * strength, and {@link io.ftte.control.sets.PlanRotation} among those of one tier. Plain Java, for
 * server and devices alike.
 */
package io.ftte.control.sets;
