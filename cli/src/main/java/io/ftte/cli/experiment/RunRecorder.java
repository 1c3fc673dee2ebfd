package io.ftte.cli.experiment;

import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.devices.simulation.Method;
import io.ftte.devices.simulation.ReceivedUpdate;
import io.ftte.devices.simulation.RunListener;
import io.ftte.devices.simulation.RunModel;
import io.ftte.devices.simulation.SimulatedKey;
import io.ftte.devices.simulation.World;
import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes a run's updates as a recording, with the model's registration, a private model's key, and
 * the digest of every version beside it: what {@code replay} needs and what it must give.
 */
final class RunRecorder implements RunListener, Closeable {

    private final Method method;
    private final DataFileWriter<RecordedRecord> updates;
    private final StringBuilder versions = new StringBuilder();
    private final Path versionsFile;
    private long offset;

    /** Writes the registration, for a private model the key, and opens the recording. */
    RunRecorder(Path file, World world, Method method) throws IOException {
        this.method = method;
        versionsFile = beside(file, ".versions.jsonl");
        Files.writeString(
                beside(file, ".model.json"), RegistrationJson.write(RunModel.of(world, method)));
        if (PrivacyRule.of(method.aggregation()).isPresent()) {
            Files.writeString(beside(file, ".privacy-key"), SimulatedKey.text(world.seed()) + "\n");
        }
        updates = new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class));
        updates.create(RecordedRecord.getClassSchema(), file.toFile());
    }

    static Path beside(Path recording, String suffix) {
        String name = recording.getFileName().toString().replaceFirst("\\.avro$", "");
        return recording.resolveSibling(name + suffix);
    }

    @Override
    public void received(ReceivedUpdate received) {
        byte[] delta = received.delta();
        int total = Tensors.components(method.encoding(), delta.length);
        for (int from = 0; from < total; from += ModelDefinition.CHUNK) {
            int count = Math.min(ModelDefinition.CHUNK, total - from);
            DeviceUpdate update =
                    new DeviceUpdate(
                            RunModel.ID,
                            received.deviceId(),
                            received.sequence(),
                            received.baseVersion(),
                            RunModel.planId(received.planId()),
                            (long) received.examples(),
                            total,
                            from,
                            method.encoding(),
                            ByteBuffer.wrap(Tensors.cut(method.encoding(), delta, 0, from, count)),
                            null);
            append(received.millis(), received.deviceId(), RecordCodec.encode(update));
        }
    }

    private void append(long millis, String deviceId, byte[] value) {
        try {
            updates.append(
                    new RecordedRecord(
                            0,
                            offset++,
                            millis,
                            ByteBuffer.wrap(deviceId.getBytes(StandardCharsets.UTF_8)),
                            ByteBuffer.wrap(value)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void published(long version, float[] parameters) {
        versions.append(
                "{\"modelId\":\"%s\",\"version\":%d,\"digest\":\"%s\"}\n"
                        .formatted(
                                RunModel.ID, version, ModelDigest.hex(ModelDigest.of(parameters))));
    }

    @Override
    public void close() throws IOException {
        updates.close();
        Files.writeString(versionsFile, versions);
    }
}
