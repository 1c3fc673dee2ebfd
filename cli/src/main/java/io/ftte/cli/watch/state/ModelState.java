package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.selection.TrainingSetup;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the topics have said of one generation of a model. */
final class ModelState {
    private final int generation;
    private final VersionHistory versions = new VersionHistory();
    private final OpenBuffer sent = new OpenBuffer();
    private final OpenBuffer refused = new OpenBuffer();
    private final UpdateRate rate = new UpdateRate();
    private final Devices devices = new Devices();
    private final Refusals refusals = new Refusals();
    private final Plans plans;
    private Optional<Registration> registration;
    private boolean removed;
    private long newestUpdate = Long.MIN_VALUE;
    private double target;

    ModelState(int generation, Optional<Registration> registration, TrainingSetup setup) {
        this.generation = generation;
        this.registration = registration;
        this.plans = new Plans(setup);
    }

    int generation() {
        return generation;
    }

    Optional<Registration> registration() {
        return registration;
    }

    void registered(Registration newest) {
        registration = Optional.of(newest);
        removed = false;
    }

    void removed() {
        removed = true;
    }

    void add(TrainablePlan plan) {
        plans.add(plan);
    }

    void add(VersionLineage lineage) {
        if (!versions.add(lineage)) {
            return;
        }
        for (Contribution contribution : lineage.getContributions()) {
            devices.admitted(contribution);
        }
        plans.admitted(lineage);
        close();
    }

    /** Takes a shard of a published version. */
    void add(ModelShard shard) {
        versions.published(shard.getVersion(), shard.getEventTime());
        close();
    }

    private void close() {
        versions.newestEventTime().ifPresent(sent::close);
        versions.newestEventTime().ifPresent(refused::close);
    }

    /** Takes an update in; of several chunks the first stands for all. */
    void add(String deviceId, long eventTime) {
        newestUpdate = Math.max(newestUpdate, eventTime);
        sent.add(eventTime);
        rate.add(eventTime);
        devices.sent(deviceId, eventTime);
    }

    void add(Rejection rejection, long writtenAt) {
        refusals.add(rejection, writtenAt);
        if (rejection.getEventTime() != null && rejection.getSequence() != null) {
            refused.add(rejection.getEventTime());
        }
    }

    /**
     * @param goal the accuracy that is aimed at; 0 for none
     */
    void measured(long version, double accuracy, OptionalDouble tenthPercentile, double goal) {
        versions.measured(version, accuracy, tenthPercentile);
        target = goal;
    }

    /**
     * @param now ms since the epoch
     */
    void write(ObjectNode out, String id, Budgets budgets, long now) {
        out.put("id", id);
        out.put("generation", generation);
        out.put("removed", removed);
        registration.ifPresent(
                known -> {
                    out.put("registeredAt", known.eventTime());
                    out.put("parameters", known.parameters());
                });
        versions.write(out, registration.stream().mapToLong(Registration::eventTime).findFirst());
        out.put("target", target);
        writeOpen(out.putObject("open"));
        writeLag(out, now);
        devices.write(out.putObject("devices"));
        budgets.write(out.putObject("profiles"));
        plans.write(out.putArray("plans"), budgets);
        out.put("refused", refusals.total());
        refusals.write(out.putArray("refusals"));
    }

    private void writeOpen(ObjectNode out) {
        out.put("seen", sent.count());
        out.put("refused", refused.count());
        out.put("atLeast", sent.overflown());
        registration.ifPresent(known -> out.put("bufferSize", known.bufferSize(versions.newest())));
        out.put("afterVersion", versions.newest());
    }

    private void writeLag(ObjectNode out, long now) {
        out.put("updatesPerSecond", rate.perSecond(now));
        if (newestUpdate != Long.MIN_VALUE) {
            out.put("newestUpdate", newestUpdate);
            OptionalLong version = versions.newestEventTime();
            if (version.isPresent()) {
                out.put("lagMs", Math.max(0, newestUpdate - version.getAsLong()));
            }
        }
    }
}
