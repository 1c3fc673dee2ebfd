package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ftte.devices.data.Seeds;
import io.ftte.encoding.DeltaEncoding;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class UpdateSenderTest {

    @Test
    void send_twoChunks_carryKeyAndEndOfTrainingAndCountAsOneUpdate() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        UpdateSender sender = sender(producer);

        sender.send(update(3000), 1_700_000_000_123L);
        sender.flush();

        List<ProducerRecord<byte[], byte[]>> records = producer.history();
        assertThat(records).hasSize(2);
        long bytes = 0;
        for (ProducerRecord<byte[], byte[]> record : records) {
            assertThat(record.topic()).isEqualTo("ftte.updates");
            assertThat(record.key()).isEqualTo("gerät-1".getBytes(StandardCharsets.UTF_8));
            assertThat(record.timestamp()).isEqualTo(1_700_000_000_123L);
            DeviceUpdate decoded = RecordCodec.decode(record.value(), DeviceUpdate.class);
            assertThat(decoded.getDeviceId()).isEqualTo("gerät-1");
            bytes += record.value().length;
        }
        assertThat(sender.updatesSent()).isEqualTo(1);
        assertThat(sender.bytesSent()).isEqualTo(bytes);
    }

    @Test
    void send_afterARefusal_saysWhy() {
        MockProducer<byte[], byte[]> producer = producer(false);
        UpdateSender sender = sender(producer);
        sender.send(update(10), 0);
        producer.errorNext(new RecordTooLargeException("larger than the topic allows"));

        assertThatIllegalStateException()
                .isThrownBy(() -> sender.send(update(10), 1))
                .withMessage(
                        "updates cannot be written to ftte.updates: larger than the topic allows");
        assertThat(sender.updatesSent()).isZero();
    }

    private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(
                autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static UpdateSender sender(MockProducer<byte[], byte[]> producer) {
        UpdateChunks chunks = new UpdateChunks(DeltaEncoding.F32, 2048);
        return new UpdateSender(producer, "ftte.updates", chunks, DeviceKeys.none());
    }

    private static LocalUpdate update(int length) {
        RandomGenerator random = Seeds.generator(1, length);
        float[] delta = new float[length];
        for (int i = 0; i < length; i++) {
            delta[i] = random.nextFloat();
        }
        return new LocalUpdate("digits", "gerät-1", 5, 3, 0, 20, delta);
    }
}
