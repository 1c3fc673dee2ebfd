package io.ftte.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.devices.client.DeviceKeys;
import io.ftte.devices.client.UpdateSender;
import io.ftte.encoding.DeltaEncoding;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.LastCheckpoint;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Standings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that begins to ask for signatures: who cannot sign, or was revoked, reaches no version from
 * then on, nor a replay of it.
 */
@ExtendWith(SharedKafka.class)
class SignaturesITCase {
    private static final int PARAMETERS = 3_000;
    private static final int BUFFER = 5;
    private static final List<String> DEVICES = List.of("a", "b", "c", "d", "e");

    private static final Predicate<Rejection> OF_A_KEY =
            rejection -> rejection.getDetail().contains("the device has another key");

    @TempDir Path temp;

    private final DeviceKeys thiefs = DeviceKeys.generate(DEVICES);

    private DeviceKeys keys = DeviceKeys.generate(DEVICES);
    private JobTopics topics;

    @Test
    void run_forgedReplayedAndRevokedUpdates_areRefusedAndTheReplayGivesTheSameBits()
            throws Exception {
        ModelDefinition model =
                TestModels.zeros("model", PARAMETERS, BUFFER, System.currentTimeMillis());
        List<ConsumerRecord<byte[], byte[]>> genuine = runWithoutSignatures(model);
        topics = JobTopics.named("signed", options(true));
        Configuration options = new Configuration(topics.options());
        options.set(
                StateRecoveryOptions.SAVEPOINT_PATH,
                LastCheckpoint.in(checkpoints()).orElseThrow().path());
        try (RunningJob job = RunningJob.start(options)) {
            send(DeviceKeys.none(), 1);
            send(thiefs, 2);
            replay(genuine);
            job.await("refusals", () -> topics.rejected().size() >= 3 * DEVICES.size() * 2);
            rotate(job);
            revoke(job);
            assertThat(job.restarts()).isEmpty();
        }

        assertThat(topics.lineage())
                .flatExtracting(VersionLineage::getContributions)
                .extracting(Contribution::getDeviceId)
                .containsExactlyInAnyOrderElementsOf(
                        Collections.nCopies(4, DEVICES).stream().flatMap(List::stream).toList());
        assertThat(topics.rejected())
                .extracting(Rejection::getReason)
                .containsOnly(
                        RejectionReason.UNAUTHORISED,
                        RejectionReason.DUPLICATE,
                        RejectionReason.REVOKED);
        assertThat(topics.rejected())
                .filteredOn(r -> r.getReason() == RejectionReason.DUPLICATE)
                .hasSize(genuine.size());
        assertThat(topics.rejected())
                .filteredOn(r -> r.getReason() == RejectionReason.REVOKED)
                .extracting(Rejection::getDeviceId)
                .containsExactly("e", "e");
        assertThat(topics.rejected())
                .filteredOn(r -> r.getTopic().equals(topics.conf().topics().devices()))
                .extracting(Rejection::getDeviceId)
                .containsExactly("b");
        assertThat(replayedDigests(model)).isEqualTo(TestModels.digests(topics.lineage()));
    }

    private String checkpoints() {
        return temp.resolve("checkpoints").toUri().toString();
    }

    private Map<String, String> options(boolean signatures) {
        return Map.of(
                "require-signatures", String.valueOf(signatures),
                "out-of-orderness", "500ms",
                "tick-interval", "200ms",
                "checkpoint-interval", "500ms",
                "checkpoint-dir", checkpoints(),
                "parallelism", "2",
                "slice-size", "1024");
    }

    /** Up to the first version, of which it returns the records. */
    private List<ConsumerRecord<byte[], byte[]>> runWithoutSignatures(ModelDefinition model)
            throws Exception {
        topics = JobTopics.create("signed", 3, options(false));
        topics.register(model);
        register(keys);
        send(keys, 0);
        List<ConsumerRecord<byte[], byte[]>> genuine = topics.committed(topics.updates());
        Configuration options = new Configuration(topics.options());
        options.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        try (RunningJob job = RunningJob.start(options)) {
            job.await("what lay there before", () -> topics.lineage().size() == 1);
        }
        return genuine;
    }

    /** What a signed before it had another key still counts, and a thief's key never. */
    private void rotate(RunningJob job) throws Exception {
        DeviceKeys before = keys;
        keys = keys.rotated("a", System.currentTimeMillis());
        register(keys);
        register(with("b", thiefs));
        job.await("the refusal of the key", () -> topics.rejected().stream().anyMatch(OF_A_KEY));
        send(before, 1);
        job.await("a second version", () -> topics.lineage().size() == 2);
        send(keys, 2);
        job.await("a third version", () -> topics.lineage().size() == 3);
    }

    /** The device with the key of others, all others with their own. */
    private DeviceKeys with(String device, DeviceKeys others) {
        Map<String, KeyPair> pairs = new HashMap<>(keys.pairs());
        pairs.put(device, others.pairs().get(device));
        return new DeviceKeys(pairs, keys.successions());
    }

    private void revoke(RunningJob job) throws Exception {
        CommandLineRun typo = command("revoke", "--device-id=ee");
        assertThat(typo.code()).isEqualTo(1);
        assertThat(typo.errorLines()).singleElement().asString().contains("the nearest is e;");
        assertThat(command("revoke", "--device-id=e").out()).startsWith("revoked e on");
        assertThat(command("revoke", "--device-id=e").out()).startsWith("e is revoked already");
        assertThat(command("status").out()).contains("1 revoked: e");
        job.await("its place in the stream", () -> decided() == 1);
        send(keys, 3);
        job.await(
                "its refusal",
                () ->
                        topics.rejected().stream()
                                .anyMatch(r -> r.getReason() == RejectionReason.REVOKED));
        DeviceKeys given = DeviceKeys.generate(List.of("e"));
        Path file = temp.resolve("e.pub");
        Files.write(file, given.pairs().get("e").getPublic().getEncoded());
        assertThat(command("admit", "--device-id=e", "--public-key=" + file).out())
                .contains("with this key alone");
        job.await("its place in the stream", () -> decided() == 2);
        send(given, List.of("e"), 3);
        job.await("a fourth version", () -> topics.lineage().size() == 4);
    }

    /** What was said of devices, on the topic of decisions. */
    private long decided() {
        return topics.committed(topics.conf().topics().decisions()).stream()
                .filter(record -> Standings.of(record.value()).isPresent())
                .count();
    }

    private CommandLineRun command(String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        topics.options().toMap().forEach((name, value) -> args.add("--" + name + "=" + value));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    /** One profile of each device, told by its own key pair. */
    private void register(DeviceKeys keys) throws Exception {
        List<ProducerRecord<byte[], byte[]>> profiles = new ArrayList<>();
        for (String device : DEVICES) {
            profiles.add(
                    new ProducerRecord<>(
                            topics.conf().topics().devices(),
                            device.getBytes(UTF_8),
                            RecordCodec.encode(
                                    new DeviceProfile(
                                            device,
                                            List.of("model"),
                                            1L << 20,
                                            Map.of(),
                                            keys.publicKey(device).orElseThrow(),
                                            null,
                                            keys.succession(device)
                                                    .map(DeviceKeys.Succession::keySinceMs)
                                                    .orElse(null),
                                            keys.succession(device)
                                                    .map(DeviceKeys.Succession::keySignature)
                                                    .orElse(null)))));
        }
        topics.send(profiles);
    }

    /** An update of each device, in two chunks. */
    private void send(DeviceKeys signers, long sequence) {
        send(signers, DEVICES, sequence);
    }

    private void send(DeviceKeys signers, List<String> devices, long sequence) {
        try (UpdateSender sender =
                UpdateSender.connect(
                        Map.of("bootstrap.servers", SharedKafka.bootstrapServers()),
                        topics.updates(),
                        new UpdateChunks(DeltaEncoding.F32, 2_048),
                        signers)) {
            for (String device : devices) {
                LocalUpdate update = TestModels.update("model", device, sequence, 0, PARAMETERS);
                sender.send(update, System.currentTimeMillis());
            }
            sender.flush();
        }
    }

    /** Sends again, to the letter, what somebody has overheard. */
    private void replay(List<ConsumerRecord<byte[], byte[]>> overheard) throws Exception {
        topics.send(
                overheard.stream()
                        .map(
                                record ->
                                        new ProducerRecord<>(
                                                topics.updates(),
                                                null,
                                                record.timestamp(),
                                                record.key(),
                                                record.value()))
                        .toList());
    }

    private List<String> replayedDigests(ModelDefinition model) throws Exception {
        Path file = Files.writeString(temp.resolve("model.json"), RegistrationJson.write(model));
        Path out = temp.resolve("replayed");
        CommandLineRun run =
                command(
                        "replay",
                        "--model=" + file,
                        "--updates=" + topics.updates(),
                        "--out=" + out);
        assertThat(run.err()).isEmpty();
        List<String> digests = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("versions.jsonl"))) {
            var version = new ObjectMapper().readTree(line);
            digests.add(
                    "model/"
                            + version.get("version").asLong()
                            + "="
                            + version.get("digest").asText());
        }
        return digests;
    }
}
