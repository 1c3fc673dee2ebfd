package io.ftte.operators.lineage;

import io.ftte.control.AdmittedUpdate;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import io.ftte.schemas.text.DeclaredSettings;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The record of the lineage topic for one version, and how large one may be. */
public final class LineageRecord {
    private static final int UNKNOWN = -1;
    private static final int ID_BYTES = 2 + UpdateReader.MAX_ID_BYTES;
    private static final int LONG_BYTES = 10;
    private static final int INT_BYTES = 5;

    /** Partition and offset, as {@link JoinKey} bounds them. */
    private static final int PLACE_BYTES = 3 + 7;

    /** An id, sequence, plan, staleness, three factors and a flag, as Avro writes them at most. */
    private static final int CONTRIBUTION_BYTES =
            ID_BYTES + 2 * LONG_BYTES + INT_BYTES + 3 * Double.BYTES + 1 + PLACE_BYTES;

    /** Fingerprint, the model's id, digests and numbers. */
    private static final int OTHER_BYTES = 1 << 10;

    /** No value of the topic is larger, whatever the settings, devices and their updates. */
    public static final int MAX_BYTES =
            DeclaredSettings.MAX_BUFFER_SIZE * CONTRIBUTION_BYTES + OTHER_BYTES;

    private LineageRecord() {}

    /**
     * @param contributions those of the command, under the names that are published
     */
    static OutputRecord of(
            LedgerCommand command,
            AdmittedUpdate[] contributions,
            byte[] digest,
            Optional<byte[]> averageDigest,
            byte[] chain,
            long nonFiniteSteps) {
        VersionLineage lineage =
                VersionLineage.newBuilder()
                        .setModelId(command.key().modelId())
                        .setGeneration(command.key().generation())
                        .setVersion(command.version())
                        .setEventTime(command.eventTime())
                        .setDigest(ByteBuffer.wrap(digest))
                        .setAverageDigest(averageDigest.map(ByteBuffer::wrap).orElse(null))
                        .setChain(ByteBuffer.wrap(chain))
                        .setSettingsHash(ByteBuffer.wrap(command.settingsHash()))
                        .setNonFiniteSteps(nonFiniteSteps)
                        .setClockDependent(false)
                        .setContributions(contributions(contributions))
                        .setPrivacy(command.noise() == null ? null : privacy(command.noise()))
                        .build();
        return new OutputRecord(
                command.key().modelId().getBytes(StandardCharsets.UTF_8),
                RecordCodec.encode(lineage));
    }

    private static VersionPrivacy privacy(VersionNoise noise) {
        PrivacySpent spent = noise.spent();
        return new VersionPrivacy(
                spent.noise(),
                spent.delta(),
                spent.epsilonLargest(),
                spent.epsilonMedian(),
                spent.devices(),
                noise.keyId());
    }

    private static List<Contribution> contributions(AdmittedUpdate[] updates) {
        List<Contribution> contributions = new ArrayList<>(updates.length);
        for (AdmittedUpdate update : updates) {
            OptionalLong place = update.place();
            contributions.add(
                    new Contribution(
                            update.deviceId(),
                            update.sequence(),
                            update.planId(),
                            update.staleness(),
                            update.ageFactor(),
                            update.varianceFactor(),
                            update.weight(),
                            update.late(),
                            place.isPresent() ? JoinKey.partition(place.getAsLong()) : UNKNOWN,
                            place.isPresent() ? JoinKey.offset(place.getAsLong()) : UNKNOWN));
        }
        return contributions;
    }

    /**
     * What a lineage says whatever topic its updates lie on: {@code partition} and {@code offset}
     * are -1, as in a record of a release that did not say.
     */
    public static VersionLineage withoutPlaces(VersionLineage version) {
        return VersionLineage.newBuilder(version)
                .setContributions(
                        version.getContributions().stream()
                                .map(LineageRecord::withoutPlace)
                                .toList())
                .build();
    }

    private static Contribution withoutPlace(Contribution contribution) {
        return Contribution.newBuilder(contribution)
                .setPartition(UNKNOWN)
                .setOffset(UNKNOWN)
                .build();
    }
}
