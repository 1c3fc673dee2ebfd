package io.ftte.operators.intake;

/** The key by which a device's updates are checked. Mutable Flink POJO. */
public final class DeviceIdentity {
    /** X.509 SubjectPublicKeyInfo of an Ed25519 key. */
    public byte[] publicKey = {};

    /** The time of the profile that the key came with. */
    public long registeredAt;

    public DeviceIdentity() {}
}
