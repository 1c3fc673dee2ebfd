package io.ftte.schemas.wire;

import io.ftte.schemas.DeviceStanding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Records of the control topic that are about a device, and about no model. */
public final class Standings {
    private Standings() {}

    /** Empty of another record, and of what cannot be read. */
    public static Optional<DeviceStanding> of(byte[] value) {
        try {
            return RecordCodec.decode(value) instanceof DeviceStanding standing
                    ? Optional.of(standing)
                    : Optional.empty();
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    /**
     * What is wrong with one, in one line; empty for a right one.
     *
     * @param about the device that its record's key names
     */
    public static Optional<String> problem(DeviceStanding standing, String about) {
        if (!standing.getDeviceId().equals(about)) {
            return Optional.of(
                    "the record's key is about another device: write it under %s"
                            .formatted(ControlKey.standing(standing.getDeviceId())));
        }
        byte[] id = standing.getDeviceId().getBytes(StandardCharsets.UTF_8);
        if (UpdateReader.device(id).isEmpty()) {
            return Optional.of(
                    "deviceId has %d bytes: write 1 to 256 of UTF-8".formatted(id.length));
        }
        if (standing.getRevoked() && standing.getPublicKey() != null) {
            return Optional.of("a device that is revoked gets no key: admit it with the key");
        }
        return Optional.ofNullable(standing.getPublicKey()).flatMap(PublicKeys::problem);
    }
}
