package io.ftte.aggregation.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret, 32 bytes, under which the lineage names devices. Whoever has it can try names until
 * one fits, so it is in no message, text or state; {@link #id} tells keys apart.
 */
public final class DeviceNameKey {
    private static final byte[] NAME = "ftte device name 1".getBytes(UTF_8);
    private static final byte[] ID = "ftte device name key id".getBytes(UTF_8);
    private static final int NAME_BYTES = 16;
    private static final int ID_BYTES = 4;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    private final SecretMac mac;

    private DeviceNameKey(byte[] secret) {
        mac = new SecretMac(secret);
    }

    /**
     * Reads a key as {@link SecretText} says.
     *
     * @throws IllegalArgumentException one line, which shows nothing of the text
     */
    public static DeviceNameKey parse(String text) {
        byte[] bytes = SecretText.bytes("a device name key", text);
        DeviceNameKey key = new DeviceNameKey(bytes);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    /**
     * The name of a device in a model's lineage: the first 16 bytes of HMAC-SHA-256 over {@code
     * ftte device name 1}, the model's id and the device's, each id in UTF-8 after its length in
     * bytes as a big-endian 32-bit integer. The model's is in it so that a device has another name
     * in each model.
     *
     * @return 32 lowercase hexadecimal digits
     */
    public String name(String modelId, String deviceId) {
        byte[] model = modelId.getBytes(UTF_8);
        byte[] device = deviceId.getBytes(UTF_8);
        return digits(
                ByteBuffer.allocate(NAME.length + 2 * Integer.BYTES + model.length + device.length)
                        .put(NAME)
                        .putInt(model.length)
                        .put(model)
                        .putInt(device.length)
                        .put(device)
                        .array(),
                NAME_BYTES);
    }

    /** Whether a device's id has the form of a {@link #name}, of whatever key. */
    public static boolean hasFormOfName(String deviceId) {
        return FORM.matcher(deviceId).matches();
    }

    /** 8 hexadecimal digits that tell this key from others and nothing else of it. */
    public String id() {
        return digits(ID, ID_BYTES);
    }

    private String digits(byte[] message, int bytes) {
        return HexFormat.of().formatHex(mac.of(message), 0, bytes);
    }

    @Override
    public String toString() {
        return "device name key " + id();
    }
}
