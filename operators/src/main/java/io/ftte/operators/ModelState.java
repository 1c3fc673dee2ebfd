package io.ftte.operators;

import io.ftte.aggregation.ModelBuffer;
import io.ftte.operators.stream.AdmittedUpdate;
import io.ftte.operators.stream.LayoutSizes;
import java.util.Arrays;

/** What the Sequencer keeps of one registered model. Mutable Flink POJO. */
public final class ModelState {
    /** Counts the registrations of this model id, from 0. */
    public int generation;

    /** The encoded head; rule and layout are derived from it. */
    public byte[] registration = {};

    public LayoutSizes sizes = new LayoutSizes(0, 0);

    public ModelBuffer buffer = new ModelBuffer();

    /** In force, ascending by id, which is the order in which they came. */
    public PlanState[] plans = {};

    /** Accepted, but not in force yet; in the order in which they came. */
    public PlanState[] comingPlans = {};

    /** Counts the changes of {@link #plans}; layout and segments are derived anew at each. */
    public int planRevision;

    /** The version at which the plans changed last; its snapshot is complete. */
    public long revisedAt;

    /** The highest plan id ever: a new plan's is above it, so that no id means two plans. */
    public int lastPlanId = Integer.MIN_VALUE;

    /** Union of the plans that have retired; kept only where the model is averaged. */
    public int[] retiredFrom = {};

    public int[] retiredTo = {};

    /**
     * What is in the open buffer, in admission order; the first {@code buffer.fill} places count.
     */
    public AdmittedUpdate[] contributions = {};

    /** In force in place of the registration's settings; null where those are. */
    public SettingsState settings;

    /** Accepted, but not in force yet; ascending by number. */
    public SettingsState[] comingSettings = {};

    /** Whether the rule has judged an update since the buffer opened. */
    public boolean judged;

    /** Whether nothing has been decided by the present settings in the open buffer yet. */
    boolean isOpening() {
        // The fill, too: older builds kept no such flag.
        return !judged && buffer.fill == 0;
    }

    void remember(AdmittedUpdate update) {
        if (contributions.length < buffer.fill) {
            contributions = Arrays.copyOf(contributions, Math.max(16, 2 * buffer.fill));
        }
        contributions[buffer.fill - 1] = update;
    }

    /** The contributions of the buffer that is full; forgets them. */
    AdmittedUpdate[] takeContributions() {
        AdmittedUpdate[] taken = Arrays.copyOf(contributions, buffer.fill);
        contributions = new AdmittedUpdate[0];
        return taken;
    }
}
