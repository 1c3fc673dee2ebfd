package io.ftte.cli.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.jobs.replay.PrivacyFields;
import io.ftte.topics.JobProgress;
import io.ftte.topics.OpenTransaction;

/** The status for a program; times are ms since the epoch. */
final class StatusJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StatusJson() {}

    static ObjectNode of(Status status) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("now", status.nowMs());
        job(status, out.putObject("job"));
        ArrayNode models = out.putArray("models");
        status.models().forEach(model -> model(model, models.addObject()));
        ArrayNode revoked = out.putArray("revoked");
        status.revoked().forEach(revoked::add);
        ArrayNode open = out.putArray("openTransactions");
        status.open().forEach(transaction -> open(transaction, open.addObject()));
        return out;
    }

    private static void job(Status status, ObjectNode out) {
        JobProgress updates = status.updates();
        out.put("name", status.job());
        out.put("updatesTopic", status.updatesTopic());
        out.put("hasCommitted", updates.hasCommitted());
        updates.newestReadMs().ifPresent(time -> out.put("newestRead", time));
        out.put("behind", updates.behind());
        ArrayNode partitions = out.putArray("partitions");
        for (JobProgress.Partition partition : updates.partitions()) {
            ObjectNode one = partitions.addObject();
            one.put("partition", partition.number());
            partition.committed().ifPresent(offset -> one.put("committed", offset));
            one.put("behind", partition.behind());
        }
    }

    private static void model(ModelStatus model, ObjectNode out) {
        out.put("id", model.modelId());
        model.newest()
                .ifPresent(
                        version -> {
                            out.put("generation", version.generation());
                            out.put("version", version.number());
                            out.put("eventTime", version.eventTime());
                            out.put("published", version.publishedMs());
                        });
        ObjectNode settings = out.putObject("settings");
        settings.put("number", model.settings().number());
        settings.put("sinceVersion", model.settings().sinceVersion());
        settings.put("text", model.settings().text());
        ArrayNode waiting = settings.putArray("waiting");
        model.settingsWaiting().forEach(waiting::add);
        model.privacy().ifPresent(privacy -> out.set("privacy", privacy(privacy)));
        model.sumAwaited()
                .ifPresent(
                        sum ->
                                out.putObject("sumAwaited")
                                        .put("version", sum.version())
                                        .put("requested", sum.requestedMs()));
        ArrayNode plans = out.putArray("plans");
        for (ModelStatus.Plan plan : model.plans()) {
            ObjectNode one = plans.addObject();
            one.put("planId", plan.planId());
            one.put("tier", plan.tier());
            one.put("sinceVersion", plan.sinceVersion());
        }
    }

    /** As in the lineage, and what a device may spend. */
    private static ObjectNode privacy(ModelPrivacy privacy) {
        ObjectNode out = JSON.valueToTree(PrivacyFields.of(privacy.spent()));
        privacy.budget().ifPresent(budget -> out.put("epsilon", budget));
        return out;
    }

    private static void open(OpenTransaction open, ObjectNode out) {
        out.put("topic", open.topic());
        out.put("partition", open.partition());
        out.put("firstOffset", open.firstOffset());
        out.put("lastWritten", open.lastWrittenMs());
        open.transactionalId().ifPresent(id -> out.put("transactionalId", id));
    }
}
