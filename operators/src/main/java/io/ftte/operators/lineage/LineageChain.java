package io.ftte.operators.lineage;

import io.ftte.control.AdmittedUpdate;
import io.ftte.operators.records.Rejections;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * chain = SHA-256(previous chain ‖ digest ‖ contributions in canonical form): for each contribution
 * in admission order the device id as the record has it (length as a 32-bit integer, UTF-8 bytes),
 * sequence and staleness as 64-bit integers, plan as a 32-bit one, age factor, variance factor and
 * weight as IEEE doubles, and one byte that is 1 for a late update. All big-endian.
 */
public final class LineageChain {
    private LineageChain() {}

    /**
     * The chain of a version as its record should have it.
     *
     * @param previous chain of the version before; before version 1, the digest of version 0
     */
    public static byte[] of(byte[] previous, VersionLineage version) {
        byte[] digest = new byte[version.getDigest().remaining()];
        version.getDigest().duplicate().get(digest);
        return next(
                previous,
                digest,
                version.getContributions().stream()
                        .map(LineageChain::admitted)
                        .toArray(AdmittedUpdate[]::new));
    }

    private static AdmittedUpdate admitted(Contribution contribution) {
        return new AdmittedUpdate(
                contribution.getDeviceId(),
                contribution.getSequence(),
                contribution.getPlanId(),
                contribution.getStaleness(),
                contribution.getAgeFactor(),
                contribution.getVarianceFactor(),
                contribution.getWeight(),
                contribution.getLate(),
                0,
                0);
    }

    static byte[] next(byte[] previous, byte[] digest, AdmittedUpdate[] contributions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            data.write(previous);
            data.write(digest);
            for (AdmittedUpdate update : contributions) {
                byte[] device = update.deviceId().getBytes(StandardCharsets.UTF_8);
                data.writeInt(device.length);
                data.write(device);
                data.writeLong(update.sequence());
                data.writeLong(update.staleness());
                data.writeInt(update.planId());
                data.writeDouble(update.ageFactor());
                data.writeDouble(update.varianceFactor());
                data.writeDouble(update.weight());
                data.writeBoolean(update.late());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Rejections.sha256(bytes.toByteArray());
    }
}
