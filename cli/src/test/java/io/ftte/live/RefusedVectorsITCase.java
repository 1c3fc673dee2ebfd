package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.text.RegistrationJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The records of {@code schemas/vectors/refused.json} on a real topic: the job refuses each. */
@ExtendWith(SharedKafka.class)
class RefusedVectorsITCase {
    private static final Path VECTORS = Path.of("..", "schemas", "vectors");

    @Test
    void run_refusedVectors_givesEachItsReason(@TempDir Path checkpoints) throws Exception {
        JobTopics topics =
                JobTopics.create(
                        "vectors",
                        3,
                        Map.of(
                                // So that a slow machine makes none of them late, and of one
                                // moment.
                                "out-of-orderness", "5s",
                                "tick-interval", "200ms",
                                "chunk-timeout", "2s",
                                "checkpoint-interval", "500ms",
                                "checkpoint-dir", checkpoints.toUri().toString(),
                                "parallelism", "2"));
        topics.register(RegistrationJson.read(VECTORS.resolve("model.json")));
        JsonNode vectors = new ObjectMapper().readTree(VECTORS.resolve("refused.json").toFile());
        try (RunningJob job = RunningJob.start(topics.options())) {
            topics.letFarTimestampsPass();
            List<RecordMetadata> refused = new ArrayList<>();
            for (JsonNode vector : vectors) {
                List<RecordMetadata> sent = topics.send(records(vector, topics));
                refused.add(sent.get(sent.size() - 1));
            }
            // Of the two vectors with two chunks of one update, the first never gets its second.
            job.await("all refusals", () -> topics.rejected().size() >= vectors.size() + 2);
            for (int i = 0; i < vectors.size(); i++) {
                assertRefused(vectors.get(i), refused.get(i), topics.rejected());
            }
            assertThat(job.restarts()).isEmpty();
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(JsonNode vector, JobTopics topics) {
        String topic =
                vector.get("topic").asText().equals("ftte.devices")
                        ? topics.conf().topics().devices()
                        : topics.updates();
        byte[] key =
                vector.get("key").isNull()
                        ? null
                        : HexFormat.of().parseHex(vector.get("key").asText());
        long time = System.currentTimeMillis() + vector.path("aheadMs").asLong(0);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (JsonNode value : vector.get("values")) {
            // One after the other: of one moment the lower sequence would be the first.
            records.add(
                    new ProducerRecord<>(
                            topic,
                            null,
                            time + records.size(),
                            key,
                            HexFormat.of().parseHex(value.asText())));
        }
        return records;
    }

    private static void assertRefused(
            JsonNode vector, RecordMetadata place, List<Rejection> rejections) {
        assertThat(rejections)
                .filteredOn(
                        one ->
                                one.getTopic().equals(place.topic())
                                        && one.getPartition() == place.partition()
                                        && one.getOffset() == place.offset())
                .as(vector.get("name").asText())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.getReason().name())
                                    .as(one.getDetail())
                                    .isEqualTo(vector.get("reason").asText());
                            assertThat(one.getDeviceId()).isNotEmpty();
                        });
    }
}
