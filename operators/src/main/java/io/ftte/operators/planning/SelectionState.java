package io.ftte.operators.planning;

import io.ftte.control.PlanState;
import io.ftte.selection.BudgetCounts;
import java.util.HashMap;
import java.util.Map;

/** What the PlanSelector keeps of one model that it chooses plans for. Mutable Flink POJO. */
public final class SelectionState {
    /** The layer list of the registration. */
    public String architecture = "";

    /** The initial ones; their norms rank the channels. */
    public float[] parameters = {};

    /** The newest plan. */
    public PlanState plan = new PlanState();

    /** Of the devices that can train some plan. */
    public BudgetCounts budgets = new BudgetCounts();

    /** Sums of the devices' sensitivities by tensor group, in units of {@link Sensitivities}. */
    public Map<String, Long> sensitivities = new HashMap<>();

    /** Devices behind {@link #sensitivities}. */
    public int reporters;

    /** Reports since the plan was last thought over. */
    public int freshReports;

    /** Event time of the newest profile, ms since the epoch. */
    public long newestProfile = Long.MIN_VALUE;

    /** No counted device's profile is older. */
    public long oldestProfile = Long.MAX_VALUE;

    /** What the plan was last thought over for; 0 before. */
    public long budgetBytes;
}
