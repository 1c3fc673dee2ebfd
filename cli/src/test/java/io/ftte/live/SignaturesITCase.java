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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job that asks for signatures: who cannot sign reaches no version, nor a replay of it. */
@ExtendWith(SharedKafka.class)
class SignaturesITCase {
    private static final int PARAMETERS = 3_000;
    private static final int BUFFER = 5;
    private static final List<String> DEVICES = List.of("a", "b", "c", "d", "e");

    @TempDir Path temp;

    private final DeviceKeys keys = DeviceKeys.generate(DEVICES);
    private final DeviceKeys thiefs = DeviceKeys.generate(DEVICES);

    private JobTopics topics;

    @Test
    void run_forgedAndReplayedUpdates_areRefusedAndTheReplayGivesTheSameBits() throws Exception {
        Map<String, String> options =
                Map.of(
                        "require-signatures", "true",
                        "out-of-orderness", "500ms",
                        "tick-interval", "200ms",
                        "checkpoint-interval", "500ms",
                        "checkpoint-dir", temp.resolve("checkpoints").toUri().toString(),
                        "parallelism", "2",
                        "slice-size", "1024");
        topics = JobTopics.create("signed", 3, options);
        ModelDefinition model =
                TestModels.zeros("model", PARAMETERS, BUFFER, System.currentTimeMillis());
        topics.register(model);
        register();
        send(keys, 0);
        List<ConsumerRecord<byte[], byte[]>> genuine = topics.committed(topics.updates());
        try (RunningJob job = RunningJob.start(topics.options())) {
            job.await("what lay there before", () -> topics.lineage().size() == 1);
            send(DeviceKeys.none(), 1);
            send(thiefs, 2);
            replay(genuine);
            job.await("refusals", () -> topics.rejected().size() >= 3 * DEVICES.size() * 2);
            send(keys, 1);
            job.await("a second version", () -> topics.lineage().size() == 2);
            assertThat(job.restarts()).isEmpty();
        }

        assertThat(topics.lineage())
                .flatExtracting(VersionLineage::getContributions)
                .extracting(Contribution::getDeviceId)
                .containsExactlyInAnyOrderElementsOf(twice(DEVICES));
        assertThat(topics.rejected())
                .extracting(Rejection::getReason)
                .containsOnly(RejectionReason.UNAUTHORISED, RejectionReason.DUPLICATE);
        assertThat(topics.rejected())
                .filteredOn(r -> r.getReason() == RejectionReason.DUPLICATE)
                .hasSize(genuine.size());
        assertThat(replayedDigests(model)).isEqualTo(TestModels.digests(topics.lineage()));
    }

    /** One profile of each device, told by its own key pair. */
    private void register() throws Exception {
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
                                            null,
                                            null))));
        }
        topics.send(profiles);
    }

    /** An update of each device, in two chunks. */
    private void send(DeviceKeys signers, long sequence) {
        try (UpdateSender sender =
                UpdateSender.connect(
                        Map.of("bootstrap.servers", SharedKafka.bootstrapServers()),
                        topics.updates(),
                        new UpdateChunks(DeltaEncoding.F32, 2_048),
                        signers)) {
            for (String device : DEVICES) {
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
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "replay",
                                "--model=" + file,
                                "--updates=" + topics.updates(),
                                "--out=" + out));
        topics.options().toMap().forEach((name, value) -> args.add("--" + name + "=" + value));
        CommandLineRun run = CommandLineRun.of(args.toArray(String[]::new));
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

    private static List<String> twice(List<String> devices) {
        List<String> all = new ArrayList<>(devices);
        all.addAll(devices);
        return all;
    }
}
