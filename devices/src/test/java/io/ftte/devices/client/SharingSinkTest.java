package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.encoding.LittleEndian;
import io.ftte.encoding.SeedStream;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Sharing;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SharingSinkTest {
    private static final LocalUpdate UPDATE =
            new LocalUpdate("m", "gerät-1", 5, 3, 1, 20, new float[] {0.5f, -1.25f, 3});

    private final MockProducer<byte[], byte[]> toLeader = producer(true);
    private final MockProducer<byte[], byte[]> toHelper = producer(true);
    private final ModelCatalogue models =
            new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});

    private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(
                autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private SharingSink sink(Optional<SeedSender> helper) {
        return new SharingSink(
                new UpdateSender(
                        toLeader,
                        "updates",
                        UpdateChunks.of(DeltaEncoding.F32),
                        DeviceKeys.none(),
                        Duration.ofMillis(200)),
                models,
                helper);
    }

    private void plan(Sharing sharing) throws Exception {
        models.accept(
                RecordCodec.encode(
                        TrainablePlan.newBuilder()
                                .setModelId("m")
                                .setGeneration(0)
                                .setPlanId(1)
                                .setSinceVersion(0)
                                .setRanges(List.of(new IndexRange(0, 3)))
                                .setSharing(sharing)
                                .build()));
    }

    @Test
    void send_modelOfTwoParties_goesToEachInPart() throws Exception {
        plan(new Sharing(0.25f, 100.0));
        SharingSink sink = sink(Optional.of(new SeedSender(toHelper, "shares")));
        sink.send(UPDATE, 77);
        sink.send(UPDATE, 78);

        ProducerRecord<byte[], byte[]> leaders = toLeader.history().get(0);
        ProducerRecord<byte[], byte[]> helpers = toHelper.history().get(0);
        assertThat(leaders.key()).isEqualTo(helpers.key());
        assertThat(leaders.timestamp()).isEqualTo(helpers.timestamp()).isEqualTo(77);
        UpdateShare rest = RecordCodec.decode(leaders.value(), UpdateShare.class);
        byte[] seed = bytes(RecordCodec.decode(helpers.value(), SeedShare.class).getSeed());
        assertThat(rest.getSeedId()).isEqualTo(SeedStream.id(seed));
        int[] together = new int[3];
        for (int i = 0; i < together.length; i++) {
            together[i] =
                    LittleEndian.ints(bytes(rest.getNumbers())).get(i)
                            + LittleEndian.ints(SeedStream.numbers(seed, 0, 3)).get(i);
        }
        assertThat(together).containsExactly(2, -5, 12);
        assertThat(RecordCodec.decode(toHelper.history().get(1).value(), SeedShare.class).getSeed())
                .as("another seed for every update")
                .isNotEqualTo(ByteBuffer.wrap(seed));
    }

    @Test
    void send_modelOfTwoPartiesWithoutAHelper_goesNowhere() throws Exception {
        plan(new Sharing(0.25f, 100.0));
        assertThatIllegalStateException()
                .isThrownBy(() -> sink(Optional.empty()).send(UPDATE, 77))
                .withMessage(
                        "two parties aggregate model m: name the helper's brokers, the update is"
                                + " not sent to one alone");
        assertThat(toLeader.history()).isEmpty();
    }

    @Test
    void send_modelOfOneParty_goesWhole() throws Exception {
        plan(null);
        sink(Optional.of(new SeedSender(toHelper, "shares"))).send(UPDATE, 77);
        assertThat(RecordCodec.decode(toLeader.history().get(0).value()))
                .isInstanceOf(DeviceUpdate.class);
        assertThat(toHelper.history()).isEmpty();
    }

    @Test
    void send_helperThatRefuses_saysWhyAtTheNext() throws Exception {
        plan(new Sharing(0.25f, 100.0));
        MockProducer<byte[], byte[]> refusing = producer(false);
        SharingSink sink = sink(Optional.of(new SeedSender(refusing, "shares")));
        sink.send(UPDATE, 77);
        refusing.errorNext(new AuthorizationException("no right"));
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.send(UPDATE, 78))
                .withMessage("shares cannot be written to shares: no right");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
