package io.ftte.operators.planning;

import io.ftte.control.PlanState;
import io.ftte.selection.BudgetCounts;
import io.ftte.selection.fleet.PlanPause;
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

    /** The newest set where it has several plans; the last one is {@link #plan}. */
    public PlanState[] set = {};

    /** The highest plan id that came by on the topic of decisions; none is given twice there. */
    public int decidedPlan = Integer.MIN_VALUE;

    /** What devices train beside any plan. */
    public String[] personal = {};

    /**
     * Whether what is published must tell nothing of one device: then what it says of its data
     * chooses no plan.
     */
    public boolean isPrivate;

    /** Of the devices that can train some plan. */
    public BudgetCounts budgets = new BudgetCounts();

    /** Of those devices that have a bound, what their updates may weigh. */
    public BudgetCounts payloads = new BudgetCounts();

    /** Sums of the devices' sensitivities by tensor group, in units of {@link Sensitivities}. */
    public Map<String, Long> sensitivities = new HashMap<>();

    /** Devices behind {@link #sensitivities}. */
    public int reporters;

    /** Reports since the plan was last thought over. */
    public int freshReports;

    /** What the plans were last thought over for: memory by tier, and payload; empty before. */
    public long[] consideredBytes = {};

    /** Since the last change of plans. */
    public PlanPause pause = new PlanPause();
}
