package io.ftte.devices.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.ShardHistory;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ModelReaderTest {

    private static final String TOPIC = "ftte.models";

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final ModelCatalogue catalogue =
            new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});

    @Test
    void start_shardsOverTwoPartitions_fillsTheCatalogueFromTheBeginning() throws Exception {
        ShardHistory history = new ShardHistory("m", 0, 7, Seeds.generator(1, 0));
        List<byte[]> values = new ArrayList<>();
        values.add(null);
        history.shards.forEach(shard -> values.add(RecordCodec.encode(shard)));

        try (ModelReader reader = start(values)) {
            await().until(() -> catalogue.newest("m").filter(v -> v.version() == 7).isPresent());
        }

        assertThat(catalogue.newest("m").orElseThrow().parameters())
                .isEqualTo(history.models.get(7));
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void start_recordsThatCannotBeRead_arePassedOver() throws Exception {
        ShardHistory history = new ShardHistory("m", 0, 1, Seeds.generator(1, 0));
        List<byte[]> values = new ArrayList<>(List.of(new byte[40], new byte[0]));
        values.add(
                RecordCodec.encode(
                        ModelShard.newBuilder(history.shards.get(0))
                                .setVersion(99)
                                .setValues(ByteBuffer.allocate(2))
                                .build()));
        history.shards.forEach(shard -> values.add(RecordCodec.encode(shard)));
        try (ModelReader reader = start(values)) {
            await().until(() -> catalogue.newest("m").filter(v -> v.version() == 1).isPresent());
            assertThat(reader.passedOver()).isEqualTo(3);
        }
    }

    @Test
    void start_tombstonesOfAModel_takeItBack() throws Exception {
        ShardHistory history = new ShardHistory("m", 0, 7, Seeds.generator(1, 0));
        List<byte[]> values = new ArrayList<>();
        history.shards.forEach(shard -> values.add(RecordCodec.encode(shard)));
        try (ModelReader reader = start(values)) {
            await().until(() -> catalogue.newest("m").isPresent());
            long behind = values.size();
            for (String key : List.of("", "no key of this project", "m/0/snapshot/0")) {
                long offset = behind++;
                consumer.schedulePollTask(
                        () ->
                                consumer.addRecord(
                                        new ConsumerRecord<>(
                                                TOPIC, 0, offset, key.getBytes(UTF_8), null)));
            }
            await().until(() -> catalogue.newest("m").isEmpty());
            assertThat(reader.passedOver()).isZero();
        }
    }

    @Test
    void start_missingTopic_saysHowToCreateIt() {
        consumer.updatePartitions(TOPIC, List.of());

        assertThatIllegalStateException()
                .isThrownBy(() -> ModelReader.start(consumer, TOPIC, catalogue))
                .withMessage(
                        "topic ftte.models does not exist; create it with `ftte topics --create`");
        assertThat(consumer.closed()).isTrue();
    }

    /** Deals the values alternately to two partitions. */
    private ModelReader start(List<byte[]> values) {
        List<PartitionInfo> partitions = new ArrayList<>();
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        for (int p = 0; p < 2; p++) {
            partitions.add(new PartitionInfo(TOPIC, p, Node.noNode(), new Node[0], new Node[0]));
            beginnings.put(new TopicPartition(TOPIC, p), 0L);
        }
        consumer.updatePartitions(TOPIC, partitions);
        consumer.updateBeginningOffsets(beginnings);
        consumer.schedulePollTask(
                () -> {
                    for (int i = 0; i < values.size(); i++) {
                        consumer.addRecord(
                                new ConsumerRecord<>(
                                        TOPIC, i % 2, i / 2, new byte[0], values.get(i)));
                    }
                });
        return ModelReader.start(consumer, TOPIC, catalogue);
    }
}
