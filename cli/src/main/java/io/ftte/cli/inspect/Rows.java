package io.ftte.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ftte.cli.inspect.RowType.Kind;
import io.ftte.jobs.replay.PrivacyFields;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Function;

/** The kinds of rows that there are. Times are in ms since the epoch. */
final class Rows {
    private static final double HALF = 0.5;
    private static final double TAIL = 0.95;

    /** A version, its contributions in numbers. */
    static final RowType<VersionLineage> VERSIONS =
            RowType.<VersionLineage>named("Version")
                    .text("modelId", VersionLineage::getModelId)
                    .whole("generation", VersionLineage::getGeneration)
                    .whole("version", VersionLineage::getVersion)
                    .whole("eventTime", VersionLineage::getEventTime)
                    .whole("contributions", version -> version.getContributions().size())
                    .whole("devices", Rows::devices)
                    .number("weight", Rows::weight)
                    .number("stalenessMean", Rows::meanStaleness)
                    .whole("stalenessP50", version -> staleness(version, HALF))
                    .whole("stalenessP95", version -> staleness(version, TAIL))
                    .whole("stalenessMax", version -> staleness(version, 1))
                    .whole("late", Rows::late)
                    .text("digest", version -> hex(version.getDigest()))
                    .text("settings", version -> hex(version.getSettingsHash()))
                    .optional(
                            "epsilonLargest",
                            Kind.NUMBER,
                            ofPrivacy(VersionPrivacy::getEpsilonLargest))
                    .optional(
                            "epsilonMedian",
                            Kind.NUMBER,
                            ofPrivacy(VersionPrivacy::getEpsilonMedian))
                    .build();

    /** One update of a version. */
    record Part(VersionLineage version, Contribution contribution) {}

    static final RowType<Part> CONTRIBUTIONS =
            RowType.<Part>named("ContributionRow")
                    .text("modelId", part -> part.version().getModelId())
                    .whole("generation", part -> part.version().getGeneration())
                    .whole("version", part -> part.version().getVersion())
                    .whole("eventTime", part -> part.version().getEventTime())
                    .text("deviceId", part -> part.contribution().getDeviceId())
                    .whole("sequence", part -> part.contribution().getSequence())
                    .whole("planId", part -> part.contribution().getPlanId())
                    .whole("staleness", part -> part.contribution().getStaleness())
                    .number("ageFactor", part -> part.contribution().getAgeFactor())
                    .number("varianceFactor", part -> part.contribution().getVarianceFactor())
                    .number("weight", part -> part.contribution().getWeight())
                    .truth("late", part -> part.contribution().getLate())
                    .whole("partition", part -> part.contribution().getPartition())
                    .whole("offset", part -> part.contribution().getOffset())
                    .build();

    static final RowType<Rejection> REFUSALS =
            RowType.<Rejection>named("Refusal")
                    .text("reason", rejection -> rejection.getReason().name())
                    .optional("modelId", Kind.TEXT, Rejection::getModelId)
                    .optional("deviceId", Kind.TEXT, Rejection::getDeviceId)
                    .optional("sequence", Kind.WHOLE, Rejection::getSequence)
                    .optional("eventTime", Kind.WHOLE, Rejection::getEventTime)
                    .text("topic", Rejection::getTopic)
                    .whole("partition", Rejection::getPartition)
                    .whole("offset", Rejection::getOffset)
                    .text("detail", Rejection::getDetail)
                    .build();

    /**
     * Something that happened to an update of a device.
     *
     * @param what became of it: COUNTED, or the reason of its refusal
     */
    record Event(
            String modelId,
            Long eventTime,
            Long sequence,
            String what,
            Long version,
            Long staleness,
            Double weight,
            int partition,
            long offset,
            String detail) {

        static Event of(VersionLineage version, Contribution contribution) {
            return new Event(
                    version.getModelId(),
                    version.getEventTime(),
                    contribution.getSequence(),
                    contribution.getLate() ? "COUNTED LATE" : "COUNTED",
                    version.getVersion(),
                    contribution.getStaleness(),
                    contribution.getWeight(),
                    contribution.getPartition(),
                    contribution.getOffset(),
                    "");
        }

        static Event of(Rejection rejection) {
            return new Event(
                    rejection.getModelId(),
                    rejection.getEventTime(),
                    rejection.getSequence(),
                    rejection.getReason().name(),
                    null,
                    null,
                    null,
                    rejection.getPartition(),
                    rejection.getOffset(),
                    rejection.getDetail());
        }
    }

    static final RowType<Event> EVENTS =
            RowType.<Event>named("DeviceEvent")
                    .optional("modelId", Kind.TEXT, Event::modelId)
                    .optional("eventTime", Kind.WHOLE, Event::eventTime)
                    .optional("sequence", Kind.WHOLE, Event::sequence)
                    .text("what", Event::what)
                    .optional("version", Kind.WHOLE, Event::version)
                    .optional("staleness", Kind.WHOLE, Event::staleness)
                    .optional("weight", Kind.NUMBER, Event::weight)
                    .whole("partition", Event::partition)
                    .whole("offset", Event::offset)
                    .text("detail", Event::detail)
                    .build();

    private Rows() {}

    /** Null where the model is not private. */
    private static Function<VersionLineage, Object> ofPrivacy(
            Function<VersionPrivacy, Object> field) {
        return version -> version.getPrivacy() == null ? null : field.apply(version.getPrivacy());
    }

    private static long devices(VersionLineage version) {
        return version.getContributions().stream()
                .map(Contribution::getDeviceId)
                .distinct()
                .count();
    }

    private static double weight(VersionLineage version) {
        return version.getContributions().stream().mapToDouble(Contribution::getWeight).sum();
    }

    private static double meanStaleness(VersionLineage version) {
        return version.getContributions().stream()
                .mapToLong(Contribution::getStaleness)
                .average()
                .orElse(0);
    }

    /** By the nearest rank. */
    private static long staleness(VersionLineage version, double share) {
        long[] sorted =
                version.getContributions().stream()
                        .mapToLong(Contribution::getStaleness)
                        .sorted()
                        .toArray();
        return sorted.length == 0
                ? 0
                : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static long late(VersionLineage version) {
        return version.getContributions().stream().filter(Contribution::getLate).count();
    }

    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /** As a line of {@code lineage.jsonl}, and what else is known of the version. */
    static void version(VersionLineage version, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("modelId", version.getModelId());
        json.writeNumberField("generation", version.getGeneration());
        json.writeNumberField("version", version.getVersion());
        json.writeNumberField("eventTime", version.getEventTime());
        json.writeStringField("digest", hex(version.getDigest()));
        json.writeArrayFieldStart("contributions");
        for (Contribution contribution : version.getContributions()) {
            json.writeStartObject();
            json.writeStringField("deviceId", contribution.getDeviceId());
            json.writeNumberField("sequence", contribution.getSequence());
            json.writeNumberField("planId", contribution.getPlanId());
            json.writeNumberField("staleness", contribution.getStaleness());
            json.writeNumberField("ageFactor", contribution.getAgeFactor());
            json.writeNumberField("varianceFactor", contribution.getVarianceFactor());
            json.writeNumberField("weight", contribution.getWeight());
            json.writeBooleanField("late", contribution.getLate());
            json.writeNumberField("partition", contribution.getPartition());
            json.writeNumberField("offset", contribution.getOffset());
            json.writeEndObject();
        }
        json.writeEndArray();
        PrivacyFields.write(version, json);
        json.writeEndObject();
    }
}
