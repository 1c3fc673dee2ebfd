package io.ftte.devices.client;

import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.ClientDefaults;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts what devices say of themselves on the device topic: key is the device id. */
public final class ProfileSender implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final DeviceKeys keys;

    ProfileSender(Producer<byte[], byte[]> producer, String topic, DeviceKeys keys) {
        this.producer = producer;
        this.topic = topic;
        this.keys = keys;
    }

    /**
     * Of devices that do not sign.
     *
     * @param clientProperties at least {@code bootstrap.servers}
     */
    public static ProfileSender connect(Map<String, Object> clientProperties, String topic) {
        return connect(clientProperties, topic, DeviceKeys.none());
    }

    /**
     * @param clientProperties at least {@code bootstrap.servers}
     * @param keys whose public halves the profiles tell
     */
    public static ProfileSender connect(
            Map<String, Object> clientProperties, String topic, DeviceKeys keys) {
        Map<String, Object> properties = ClientDefaults.under(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        // As of updates: see UpdateSender.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new ProfileSender(
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer()),
                topic,
                keys);
    }

    /**
     * Registers devices for a model, or says anew what memory they have; returns when the brokers
     * have it.
     *
     * @throws IllegalStateException if a profile could not be delivered
     */
    public void send(List<Device> devices, String modelId) {
        List<Future<RecordMetadata>> deliveries =
                devices.stream().map(device -> producer.send(record(device, modelId))).toList();
        producer.flush();
        for (Future<RecordMetadata> delivery : deliveries) {
            try {
                delivery.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "profiles cannot be written to " + topic + ": " + e.getCause().getMessage(),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while profiles were written", e);
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(Device device, String modelId) {
        Optional<DeviceKeys.Succession> succession = keys.succession(device.id());
        DeviceProfile profile =
                new DeviceProfile(
                        device.id(),
                        List.of(modelId),
                        device.budgetBytes(),
                        device.sensitivities(),
                        keys.publicKey(device.id()).orElse(null),
                        device.payloadBytes().orElse(null),
                        succession.map(DeviceKeys.Succession::keySinceMs).orElse(null),
                        succession.map(DeviceKeys.Succession::keySignature).orElse(null));
        return new ProducerRecord<>(
                topic, device.id().getBytes(StandardCharsets.UTF_8), RecordCodec.encode(profile));
    }

    @Override
    public void close() {
        producer.close();
    }
}
