package io.ftte.cli.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.text.NearestName;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The devices that have told a profile. */
final class KnownDevices {
    private static final String ADVICE = "; of a device that has none say --without-profile";

    private KnownDevices() {}

    /**
     * Passes if the device is one of them; however many there are, only the nearest is kept.
     *
     * @throws IOException one line that names the nearest, if it is not
     */
    static void require(AggregationConf conf, String deviceId) throws IOException {
        String topic = conf.topics().devices();
        List<String> nearest = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    if (record.key() == null || record.key().length == 0) {
                        continue; // A fence of the job.
                    }
                    String id = new String(record.key(), UTF_8);
                    if (id.equals(deviceId)) {
                        return;
                    }
                    nearest.add(id);
                    nearest = new ArrayList<>(List.of(NearestName.of(deviceId, nearest)));
                }
            }
        }
        throw new IOException(
                nearest.isEmpty()
                        ? "%s holds no profile%s".formatted(topic, ADVICE)
                        : "no device %s has a profile on %s; the nearest is %s%s"
                                .formatted(deviceId, topic, nearest.get(0), ADVICE));
    }
}
