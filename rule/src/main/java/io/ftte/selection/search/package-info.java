/**
 * The exact search for a plan, on plain numbers: it knows neither networks nor budgets. Start with
 * {@link io.ftte.selection.search.PlanSearch}.
 */
package io.ftte.selection.search;
