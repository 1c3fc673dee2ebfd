package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.ftte.devices.data.Seeds;
import io.ftte.encoding.DeltaEncoding;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
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

    /** What was given up by the producer may have been written: the gate refuses the repeat. */
    @Test
    void send_noBrokerForLongerThanTheProducerWaits_isSentAgainAsItWas() {
        MockProducer<byte[], byte[]> producer = producer(false);
        UpdateSender sender = sender(producer);
        sender.send(update(3000), 7);
        producer.errorNext(new TimeoutException("no broker"));
        producer.errorNext(new TimeoutException("no broker"));

        sender.send(update(10), 8);
        await().until(() -> producer.history().size() == 5);
        assertThat(sender.updatesWaiting()).isEqualTo(2);
        assertThat(sender.updatesSent()).isZero();
        while (producer.completeNext()) {
            assertThat(sender.updatesGivenUp()).isZero();
        }
        sender.flush();

        assertThat(sender.updatesSent()).isEqualTo(2);
        assertThat(sender.updatesWaiting()).isZero();
        List<ProducerRecord<byte[], byte[]>> records = producer.history();
        for (int chunk = 0; chunk < 2; chunk++) {
            assertThat(records.get(3 + chunk).value()).isEqualTo(records.get(chunk).value());
            assertThat(records.get(3 + chunk).timestamp()).isEqualTo(7);
        }
    }

    @Test
    void send_brokersAwayForLong_keepsTheNewestOfTheDevice() {
        MockProducer<byte[], byte[]> producer = producer(false);
        UpdateSender sender = sender(producer);
        int given = 3;
        for (int i = 0; i < UpdateSender.KEPT + given; i++) {
            sender.send(update(10), i);
        }
        for (int i = 0; i < UpdateSender.KEPT + given; i++) {
            producer.errorNext(new TimeoutException("no broker"));
        }

        await().until(() -> producer.history().size() == 2 * UpdateSender.KEPT + given);
        while (producer.completeNext()) {
            assertThat(sender.updatesGivenUp()).isEqualTo(given);
        }
        sender.flush();

        assertThat(producer.history().subList(UpdateSender.KEPT + given, producer.history().size()))
                .extracting(ProducerRecord::timestamp)
                .containsExactlyInAnyOrder(3L, 4L, 5L, 6L);
        assertThat(sender.updatesSent()).isEqualTo(UpdateSender.KEPT);
    }

    private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(
                autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static UpdateSender sender(MockProducer<byte[], byte[]> producer) {
        UpdateChunks chunks = new UpdateChunks(DeltaEncoding.F32, 2048);
        return new UpdateSender(
                producer, "ftte.updates", chunks, DeviceKeys.none(), Duration.ofMillis(200));
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
