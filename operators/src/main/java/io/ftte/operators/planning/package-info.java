/**
 * {@link io.ftte.operators.planning.PlanSelector} chooses what devices train, from the profiles
 * that they sent.
 */
package io.ftte.operators.planning;
