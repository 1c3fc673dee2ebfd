package io.ftte.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TensorEncoding;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@code schemas/vectors/refused.json}: records that a job refuses where the model of {@code
 * model.json} is registered, of each reason that a device can cause. The last one of each vector is
 * refused, or the first where the reason is that another did not come. {@code RefusedVectorsITCase}
 * sends them to a job and compares what it says.
 */
class RefusedVectorsTest {
    private static final Path PROTOCOL = Path.of("..", "docs", "protocol.md");
    private static final int PLAN = 1;
    private static final int LENGTH = 4;
    private static final String UPDATES = "ftte.updates";

    private final ArrayNode vectors = VectorFile.array();

    @Test
    void refused() throws Exception {
        bytes();
        fields();
        numbers();
        sequences();
        models();
        profiles();
        new VectorFile("refused").assertHolds(vectors);
        String protocol = Files.readString(PROTOCOL);
        vectors.forEach(
                vector ->
                        assertThat(protocol.lines())
                                .as("headings of docs/protocol.md")
                                .anyMatch(
                                        line ->
                                                line.matches(
                                                        "#+ " + vector.get("section").asText())));
    }

    private void bytes() {
        String section = "A value";
        byte[] update = RecordCodec.encode(update("JSON").build());
        add(
                "JSON",
                RejectionReason.MALFORMED,
                section,
                "{\"modelId\": \"vectors\"}".getBytes(UTF_8));
        add("gzip", RejectionReason.MALFORMED, section, new byte[] {0x1f, (byte) 0x8b, 8, 0});
        byte[] registry = new byte[update.length - 5];
        registry[4] = 7;
        System.arraycopy(update, 10, registry, 5, update.length - 10);
        add("a schema registry's framing", RejectionReason.MALFORMED, section, registry);
        byte[] container = {'O', 'b', 'j', 1, 0};
        add("an Avro container file", RejectionReason.MALFORMED, section, container);
        byte[] backwards = update.clone();
        byte[] unknown = update.clone();
        for (int i = 2; i < 10; i++) {
            backwards[i] = update[11 - i];
            unknown[i] = (byte) i;
        }
        add("fingerprint written backwards", RejectionReason.MALFORMED, section, backwards);
        add("unknown fingerprint", RejectionReason.MALFORMED, section, unknown);
        add(
                "a profile on the update topic",
                RejectionReason.MALFORMED,
                section,
                RecordCodec.encode(profile("d", null)));
        byte[] cut = Arrays.copyOf(update, update.length - 1);
        add("the last byte is missing", RejectionReason.MALFORMED, section, cut);
        byte[] more = Arrays.copyOf(update, update.length + 1);
        add("a byte too many", RejectionReason.MALFORMED, section, more);
    }

    private void fields() {
        String section = "An update";
        keyed(
                "no key",
                RejectionReason.MALFORMED,
                "Topics and keys",
                null,
                update("no key").build());
        keyed(
                "the key of another device",
                RejectionReason.MALFORMED,
                "Topics and keys",
                "another",
                update("the key of another device").build());
        add("model id of 257 bytes", section, u -> u.setModelId("m".repeat(257)));
        add("negative sequence", section, u -> u.setSequence(-1));
        add("signature of 63 bytes", "Signatures", u -> u.setSignature(ByteBuffer.allocate(63)));
        String encodings = "Encodings";
        add("no component", encodings, u -> u.setDelta(ByteBuffer.allocate(0)));
        add("half a component", encodings, u -> u.setDelta(ByteBuffer.allocate(6)));
        add(
                "a block of INT8 with a scale and no component",
                encodings,
                u -> u.setEncoding(TensorEncoding.INT8).setDelta(ByteBuffer.allocate(264)));
    }

    private void numbers() {
        String section = "An update";
        add("no example", RejectionReason.NO_EXAMPLES, section, u -> u.setExamples(0));
        add(
                "a component that is not a number",
                RejectionReason.NON_FINITE,
                section,
                u -> u.setDelta(delta(1, Float.NaN, 0, 0)));
        add(
                "an infinite component",
                RejectionReason.NON_FINITE,
                section,
                u -> u.setDelta(delta(1, Float.NEGATIVE_INFINITY, 0, 0)));
        add(
                "a norm above 1,000,000",
                RejectionReason.TOO_LARGE,
                section,
                u -> u.setDelta(delta(2e6f, 0, 0, 0)));
        add(
                "a chunk beyond its totalLength",
                RejectionReason.WRONG_LENGTH,
                "Chunks",
                u -> u.setFrom(1));
        keyed(
                "two hours ahead",
                RejectionReason.CLOCK_SKEW,
                "Sequence and time",
                "two hours ahead",
                update("two hours ahead").build());
        last().put("aheadMs", 7_200_000);
    }

    private void sequences() {
        String section = "Sequence and time";
        DeviceUpdate twice = update("the same sequence twice").build();
        add("the same sequence twice", RejectionReason.DUPLICATE, section, u -> {});
        before(twice);
        add(
                "more than 64 behind the highest",
                RejectionReason.DUPLICATE,
                section,
                u -> u.setSequence(100));
        before(update("more than 64 behind the highest").setSequence(200).build());
        add(
                "the same chunk twice",
                RejectionReason.DUPLICATE,
                "Chunks",
                u -> u.setDelta(delta(1, 2)));
        before(update("the same chunk twice").setDelta(delta(1, 2)).build());
        add(
                "a chunk of another update under the same sequence",
                RejectionReason.MALFORMED,
                "Chunks",
                u -> u.setFrom(2).setDelta(delta(1, 2)).setExamples(8));
        before(
                update("a chunk of another update under the same sequence")
                        .setDelta(delta(1, 2))
                        .build());
        add(
                "a chunk that stays alone",
                RejectionReason.INCOMPLETE,
                "Chunks",
                u -> u.setDelta(delta(1, 2)));
    }

    private void models() {
        add(
                "a model that nobody registered",
                RejectionReason.UNKNOWN_MODEL,
                "An update",
                u -> u.setModelId("nobody"));
        add(
                "a plan that the model lacks",
                RejectionReason.UNKNOWN_PLAN,
                "Plans",
                u -> u.setPlanId(99));
        add(
                "one component less than the plan",
                RejectionReason.WRONG_LENGTH,
                "Plans",
                u -> u.setTotalLength(3).setDelta(delta(1, 2, 3)));
        add(
                "a version that does not exist yet",
                RejectionReason.FUTURE_VERSION,
                "Versions",
                u -> u.setBaseVersion(1_000));
    }

    private void profiles() {
        String section = "Signatures";
        profile("raw public key", "raw public key", section, new byte[32]);
        profile("another device's profile", "another", "Topics and keys", null);
    }

    private void profile(String device, String key, String section, byte[] publicKey) {
        add(
                device,
                "ftte.devices",
                RejectionReason.MALFORMED,
                section,
                key,
                RecordCodec.encode(profile(device, publicKey)));
    }

    private static DeviceProfile profile(String device, byte[] publicKey) {
        return new DeviceProfile(
                device,
                List.of("vectors"),
                65_536L,
                Map.of(),
                publicKey == null ? null : ByteBuffer.wrap(publicKey),
                null,
                null,
                null);
    }

    private static DeviceUpdate.Builder update(String device) {
        return DeviceUpdate.newBuilder()
                .setModelId("vectors")
                .setDeviceId(device)
                .setSequence(0)
                .setBaseVersion(0)
                .setPlanId(PLAN)
                .setExamples(7)
                .setTotalLength(LENGTH)
                .setFrom(0)
                .setEncoding(TensorEncoding.F32)
                .setDelta(delta(1, 2, 3, 4))
                .setSignature(null);
    }

    private static ByteBuffer delta(float... numbers) {
        return ByteBuffer.wrap(Tensors.encode(TensorEncoding.F32, numbers, 0, numbers.length));
    }

    /** A malformed update. */
    private void add(String name, String section, Consumer<DeviceUpdate.Builder> slip) {
        add(name, RejectionReason.MALFORMED, section, slip);
    }

    private void add(
            String name,
            RejectionReason reason,
            String section,
            Consumer<DeviceUpdate.Builder> slip) {
        DeviceUpdate.Builder update = update(name);
        slip.accept(update);
        keyed(name, reason, section, name, update.build());
    }

    private void add(String name, RejectionReason reason, String section, byte[] value) {
        add(name, UPDATES, reason, section, name, value);
    }

    private void keyed(
            String name, RejectionReason reason, String section, String key, DeviceUpdate update) {
        add(name, UPDATES, reason, section, key, RecordCodec.encode(update));
    }

    private void add(
            String name,
            String topic,
            RejectionReason reason,
            String section,
            String key,
            byte[] value) {
        ObjectNode vector = VectorFile.object(name);
        vector.put("topic", topic).put("reason", reason.name()).put("section", section);
        vector.put("key", key == null ? null : VectorFile.hex(key.getBytes(UTF_8)));
        vector.putArray("values").add(VectorFile.hex(value));
        vectors.add(vector);
    }

    private ObjectNode last() {
        return (ObjectNode) vectors.get(vectors.size() - 1);
    }

    private void before(DeviceUpdate update) {
        last().withArray("values").insert(0, VectorFile.hex(RecordCodec.encode(update)));
    }
}
