package io.ftte.cli.model;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.util.NavigableSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The number of a model's newest version on the model topic; holds no parameters. */
final class NewestNumber {
    private final String modelId;
    private int generation = -1;
    private ShardsSeen shards = new ShardsSeen(ShardKind.MODEL);

    private NewestNumber(String modelId) {
        this.modelId = modelId;
    }

    /** Of the newest generation; 0 where no version is readable. */
    static long of(String modelId, AggregationConf conf) throws IOException {
        NewestNumber newest = new NewestNumber(modelId);
        try (TopicReader models =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().models())) {
            while (!models.atEnd()) {
                models.poll().forEach(newest::add);
            }
        }
        NavigableSet<Long> complete = newest.shards.complete();
        return complete.isEmpty() ? 0 : complete.last();
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() != null
                    && RecordCodec.decode(record.value()) instanceof ModelShard shard
                    && shard.getModelId().equals(modelId)) {
                add(shard);
            }
        } catch (WireException e) {
            return; // It says nothing of a version, whoever wrote it.
        }
    }

    private void add(ModelShard shard) {
        if (shard.getGeneration() > generation) {
            generation = shard.getGeneration();
            shards = new ShardsSeen(ShardKind.MODEL);
        }
        if (shard.getGeneration() == generation && shard.getKind() != ShardKind.AVERAGE) {
            shards.add(shard);
        }
    }
}
