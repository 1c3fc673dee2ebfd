package io.ftte.control;

import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.ModelLayout;
import io.ftte.schemas.ModelRegistration;
import java.util.Arrays;

/** What is kept of one registered model. Mutable Flink POJO. */
public final class ModelState {
    /** Counts the registrations of this model id, from 0. */
    public int generation;

    /** The encoded head; rule and layout are derived from it. */
    public byte[] registration = {};

    public LayoutSizes sizes = new LayoutSizes(0, 0);

    public ModelBuffer buffer = new ModelBuffer();

    public PlanChanges plans = new PlanChanges();

    public SettingsChanges settings = new SettingsChanges();

    /**
     * What is in the open buffer, in admission order; the first {@code buffer.fill} places count.
     */
    public AdmittedUpdate[] contributions = {};

    /** Of a private model: what the open buffer is made of; empty while it holds nothing. */
    public byte[] nonce = {};

    /** Whether the rule has judged an update since the buffer opened. */
    public boolean judged;

    public ModelState() {}

    /**
     * Of a new model, which has no buffer yet.
     *
     * @param record the encoded head
     * @throws IllegalArgumentException one line, where a plan does not fit the tensors
     */
    ModelState(int generation, ModelRegistration head, byte[] record, LayoutSizes sizes) {
        this.generation = generation;
        this.registration = record;
        this.sizes = sizes;
        this.plans =
                new PlanChanges(head, new ModelLayout(head, sizes.sliceSize(), sizes.shardSize()));
    }

    void remember(AdmittedUpdate update) {
        if (contributions.length < buffer.fill) {
            contributions = Arrays.copyOf(contributions, Math.max(16, 2 * buffer.fill));
        }
        contributions[buffer.fill - 1] = update;
    }

    /** Whether the open buffer has an update of this device. */
    boolean holds(String deviceId) {
        for (int i = 0; i < buffer.fill; i++) {
            if (contributions[i].deviceId().equals(deviceId)) {
                return true;
            }
        }
        return false;
    }

    /** The nonce of the buffer that is full; forgets it. */
    byte[] takeNonce() {
        byte[] taken = nonce;
        nonce = new byte[0];
        return taken;
    }

    /** The contributions of the buffer that is full; forgets them. */
    AdmittedUpdate[] takeContributions() {
        AdmittedUpdate[] taken = Arrays.copyOf(contributions, buffer.fill);
        contributions = new AdmittedUpdate[0];
        return taken;
    }
}
