package io.ftte.control;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.ServerStep;
import io.ftte.control.privacy.PrivacyBooks;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one decision maker of a model: which updates count and how strongly, when a version is made,
 * and what records of the control topic do to it.
 *
 * <p>Chunks of parameters are kept until the head of a registration arrives, which creates the
 * model; an equal second head is ignored, another one refused; a removal ends the model, and a
 * later head begins a new generation. A plan joins those of the model and succeeds them; settings
 * take the place of those before them. A request to republish changes nothing.
 *
 * <p>All that outlasts a call is in the {@link ModelStore}; beside it the object only keeps what
 * follows from that. Not thread-safe.
 */
public final class Model {
    /**
     * Versions for which updates of a plan count after its successor, where nobody says otherwise.
     */
    public static final int DEFAULT_PLAN_GRACE = 100;

    private final String id;
    private final ModelStore store;
    private final LayoutSizes sizes;
    private final boolean helped;
    private final BlueprintCache blueprints = new BlueprintCache();
    private final PrivacyBooks books;
    private final Admission admission;
    private final ModelChanges changes;

    /**
     * @param store of this model, whether there is one yet or not
     * @param sizes of slices and shards for generations that begin here
     * @param planGrace versions for which updates of a plan count after its successor, at least 1
     * @param privacyKeyId of the key that noise of private models comes from; without one they are
     *     refused
     * @param helped whether there is a helper for models that two parties aggregate; without one
     *     they are refused
     */
    public Model(
            String id,
            ModelStore store,
            LayoutSizes sizes,
            int planGrace,
            Optional<String> privacyKeyId,
            boolean helped) {
        this.id = id;
        books = new PrivacyBooks(store, privacyKeyId);
        admission = new Admission(blueprints, books);
        this.store = store;
        this.sizes = sizes;
        this.helped = helped;
        changes = new ModelChanges(blueprints, planGrace);
    }

    public boolean isRegistered() {
        return store.state().isPresent();
    }

    /** The newest version; 0 while there is no model. */
    public long version() {
        return store.state().map(state -> state.buffer.version).orElse(0L);
    }

    /** Updates in the open buffer; 0 while there is no model. */
    public int fill() {
        return store.state().map(state -> state.buffer.fill).orElse(0);
    }

    /** What its devices have spent, where the model is private. */
    public Optional<PrivacySpent> spent() {
        return store.state().flatMap(state -> blueprints.of(state).privacy()).map(books::spent);
    }

    /** As they were stamped on the model when it was registered. */
    public Optional<LayoutSizes> sizes() {
        return store.state().map(state -> state.sizes);
    }

    /**
     * Decides an update: admits it or drops it. Updates are to come in {@link AdmissionOrder}.
     *
     * @param <U> as the decisions get it back
     */
    public <U extends Update> void decide(U update, Decisions<? super U> decisions) {
        Optional<ModelState> registered = store.state();
        if (registered.isEmpty()) {
            decisions.drop(update, unknown(""));
        } else {
            decide(update, registered.get(), decisions);
            store.keep(registered.get());
        }
    }

    private <U extends Update> void decide(
            U update, ModelState state, Decisions<? super U> decisions) {
        if (admission.decide(update, state, decisions)) {
            decisions.close(VersionClose.of(state, blueprints.of(state), books));
            changes.open(state, decisions);
        }
    }

    /**
     * Accepts a record of the control topic: a chunk of parameters, a registration, a plan,
     * settings, or a request to republish. One that does not fit is refused and changes nothing.
     *
     * @param record encoded, under a key of this model
     */
    public void accept(byte[] record, Decisions<?> decisions) {
        try {
            Object decoded = RecordCodec.decode(record);
            if (decoded instanceof ParameterChunk chunk) {
                store.keepChunk(chunk.getIndex(), record);
            } else if (decoded instanceof ModelRegistration head) {
                register(head, record, decisions);
            } else if (decoded instanceof TrainablePlan plan) {
                change(
                        plan.getModelId(),
                        "for plan " + plan.getPlanId(),
                        state -> changes.plan(plan, state, decisions),
                        decisions);
            } else if (decoded instanceof PlanSet set) {
                change(
                        set.getModelId(),
                        "for a set of plans",
                        state -> changes.plans(set, state, decisions),
                        decisions);
            } else if (decoded instanceof ModelSettings settings) {
                change(
                        settings.getModelId(),
                        "for these settings",
                        state -> changes.settings(settings, record, state),
                        decisions);
            } else if (decoded instanceof RepublishRequest request) {
                change(
                        request.getModelId(),
                        "to be republished",
                        state -> changes.republish(state, decisions),
                        decisions);
            } else {
                throw new IllegalArgumentException(
                        decoded.getClass().getSimpleName()
                                + " does not belong on the control topic");
            }
        } catch (WireException | IllegalArgumentException e) {
            decisions.refuse(new Refusal(RejectionReason.MALFORMED, e.getMessage()));
        }
    }

    /**
     * Whether this is a record that changes a registered model, and no part of a registration;
     * neither is what cannot be read.
     */
    public static boolean isChange(byte[] record) {
        try {
            Object decoded = RecordCodec.decode(record);
            return decoded instanceof TrainablePlan
                    || decoded instanceof PlanSet
                    || decoded instanceof ModelSettings
                    || decoded instanceof RepublishRequest;
        } catch (WireException e) {
            return false;
        }
    }

    private void register(ModelRegistration head, byte[] record, Decisions<?> decisions)
            throws WireException {
        Optional<ModelState> existing = store.state();
        if (existing.isEmpty()) {
            requireKeyOf(head.getModelId());
            begin(head, record, decisions);
            return;
        }
        store.forgetChunks();
        if (!Arrays.equals(existing.get().registration, record)) {
            decisions.refuse(
                    new Refusal(
                            RejectionReason.MODEL_EXISTS,
                            "another registration of "
                                    + id
                                    + " is in force: remove it first, or take another model id"));
        }
    }

    private void begin(ModelRegistration head, byte[] record, Decisions<?> decisions)
            throws WireException {
        ServerStep.checkRegistration(head);
        int generation = store.generations();
        ModelState state = new ModelState(generation, head, record, sizes);
        ModelBlueprint model = new ModelBlueprint(state);
        state.buffer =
                model.rule()
                        .start(
                                head.getEventTime(),
                                model.layout().planIds(),
                                model.layout().planLengths());
        if (model.sharing().isPresent() && !helped) {
            throw new IllegalArgumentException(
                    "sharing needs a job that has a helper: give both jobs one party-key-file");
        }
        byte[] parameters = ParameterAssembly.assemble(head, store::chunk);
        model.privacy().ifPresent(privacy -> books.begin(id, privacy));
        store.forgetChunks();
        store.keepGenerations(generation + 1);
        store.keep(state);
        decisions.begin(new FirstVersion(model, record, parameters, state.plans.notices()));
    }

    /** Changes the model that a record is for; refuses the record where there is none. */
    private void change(
            String modelId, String purpose, Consumer<ModelState> change, Decisions<?> decisions) {
        Optional<ModelState> registered = store.state();
        if (registered.isEmpty()) {
            decisions.refuse(unknown(" " + purpose));
        } else {
            requireKeyOf(modelId);
            change.accept(registered.get());
            store.keep(registered.get());
        }
    }

    /** Ends the model, where there is one. */
    public void remove(Decisions<?> decisions) {
        store.forgetChunks();
        store.state().ifPresent(state -> end(state, decisions));
    }

    private void end(ModelState state, Decisions<?> decisions) {
        Removal removal =
                new Removal(
                        blueprints.of(state),
                        state.buffer.version,
                        state.buffer.lastPublication(),
                        changes.lastVersions(state));
        blueprints.clear();
        store.forget();
        decisions.end(removal);
    }

    private void requireKeyOf(String modelId) {
        if (!modelId.equals(id)) {
            throw new IllegalArgumentException("the record's key is not of model " + modelId);
        }
    }

    private Refusal unknown(String purpose) {
        return new Refusal(
                RejectionReason.UNKNOWN_MODEL, "no model " + id + " is registered" + purpose);
    }
}
