package io.ftte.cli.verify;

import io.ftte.cli.record.TopicRecords;
import io.ftte.operators.lineage.LineageChain;
import io.ftte.operators.lineage.LineageRecord;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The lineage that was published: of each version a hash, so that it need not be kept, and whether
 * each chain is the one before it carried on.
 */
final class PublishedLineage {
    private final TopicRecords records;
    private final Map<String, NavigableMap<Long, Version>> versions = new TreeMap<>();

    /**
     * A version as it was published.
     *
     * @param hash of its lineage record
     * @param places whether its contributions say where they lie
     * @param chain that the next version carries on
     */
    record Version(byte[] hash, boolean places, byte[] chain, long eventTime, String place) {}

    private PublishedLineage(TopicRecords records) {
        this.records = records;
    }

    /**
     * Reads all of it.
     *
     * @param models whose version 0 the chains begin with
     */
    static PublishedLineage read(
            TopicRecords records, List<ModelDefinition> models, Findings findings)
            throws IOException {
        PublishedLineage lineage = new PublishedLineage(records);
        Map<String, byte[]> digests = new HashMap<>();
        for (ModelDefinition model : models) {
            digests.put(model.head().getModelId(), bytes(model.head().getParameterDigest()));
        }
        records.each(
                records.topics().lineage(),
                record -> {
                    try {
                        lineage.add(
                                RecordCodec.decode(record.value(), VersionLineage.class),
                                record.place(),
                                digests,
                                findings);
                    } catch (WireException e) {
                        findings.add(
                                "%s is no lineage record (%s)"
                                        .formatted(record.place(), e.getMessage()));
                    }
                });
        return lineage;
    }

    private void add(
            VersionLineage version, String place, Map<String, byte[]> digests, Findings findings) {
        NavigableMap<Long, Version> generation =
                versions.computeIfAbsent(generation(version), g -> new TreeMap<>());
        boolean places =
                version.getContributions().stream()
                        .anyMatch(contribution -> contribution.getOffset() >= 0);
        byte[] hash = hash(version, places);
        Version known = generation.get(version.getVersion());
        if (known != null) {
            if (!Arrays.equals(known.hash(), hash)) {
                findings.add(
                        "%s is in the lineage twice, with two contents: %s and %s"
                                .formatted(name(version), known.place(), place));
            }
            return;
        }
        Optional<byte[]> before =
                version.getVersion() == 1
                        ? Optional.ofNullable(digests.get(version.getModelId()))
                        : Optional.ofNullable(generation.get(version.getVersion() - 1))
                                .map(Version::chain);
        if (before.isPresent()
                && !Arrays.equals(
                        LineageChain.of(before.get(), version), bytes(version.getChain()))) {
            findings.add(
                    "%s: its chain is not that of the version before carried on; its lineage"
                                    .formatted(name(version))
                            + " record was altered, or the one before ("
                            + place
                            + ")");
        }
        if (version.getVersion() > 1 && before.isEmpty() && !generation.isEmpty()) {
            findings.add(
                    "%s: the lineage lacks the version before it (%s)"
                            .formatted(name(version), place));
        }
        generation.put(
                version.getVersion(),
                new Version(
                        hash, places, bytes(version.getChain()), version.getEventTime(), place));
    }

    static String generation(VersionLineage version) {
        return version.getModelId() + "/" + version.getGeneration();
    }

    /** For a person. */
    static String name(VersionLineage version) {
        return "version %d of %s%s"
                .formatted(
                        version.getVersion(),
                        version.getModelId(),
                        version.getGeneration() == 0
                                ? ""
                                : ", generation " + version.getGeneration());
    }

    /** Published versions by model and generation, {@code model/generation}. */
    Map<String, NavigableMap<Long, Version>> versions() {
        return versions;
    }

    /** The record itself, once more. */
    Optional<VersionLineage> find(VersionLineage like) throws IOException {
        List<VersionLineage> found = new ArrayList<>();
        each(
                version -> {
                    if (version.getVersion() == like.getVersion()
                            && generation(version).equals(generation(like))) {
                        found.add(version);
                    }
                });
        return found.stream().findFirst();
    }

    /** The first version that a record of the update topic, or one behind it, went into. */
    Optional<String> firstFrom(int partition, long offset) throws IOException {
        NavigableMap<Long, VersionLineage> found = new TreeMap<>();
        each(
                version -> {
                    if (version.getContributions().stream()
                            .anyMatch(
                                    contribution ->
                                            contribution.getPartition() == partition
                                                    && contribution.getOffset() >= offset)) {
                        found.putIfAbsent(version.getEventTime(), version);
                        found.tailMap(found.firstKey(), false).clear();
                    }
                });
        return found.values().stream().findFirst().map(PublishedLineage::name);
    }

    /** What can be read; the rest was named when all of it was. */
    private void each(Consumer<VersionLineage> visitor) throws IOException {
        records.each(
                records.topics().lineage(),
                record -> {
                    try {
                        visitor.accept(RecordCodec.decode(record.value(), VersionLineage.class));
                    } catch (WireException e) {
                        return;
                    }
                });
    }

    /**
     * Of all that a lineage record says.
     *
     * @param places whether where its updates lie is part of it
     */
    static byte[] hash(VersionLineage version, boolean places) {
        VersionLineage said = places ? version : LineageRecord.withoutPlaces(version);
        try {
            return MessageDigest.getInstance("SHA-256").digest(RecordCodec.encode(said));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
