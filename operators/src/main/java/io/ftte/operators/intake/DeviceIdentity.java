package io.ftte.operators.intake;

/** The keys by which a device's updates are checked. Mutable Flink POJO. */
public final class DeviceIdentity {
    /** X.509 SubjectPublicKeyInfo of an Ed25519 key; empty before the first. */
    public byte[] publicKey = {};

    /** The time of the newest profile that the key came with. */
    public long registeredAt;

    /** From when on the key is the device's; one that is to follow it says a later time. */
    public long keySince;

    /** The key before, as long as it may count beside this one; empty where there is none. */
    public byte[] olderKey = {};

    /** Whether the newest profile has no key: then none counts, and none is forgotten. */
    public boolean isWithdrawn;

    /** When the operator last gave the device a key, by the clock of that command. */
    public long admittedAt = Long.MIN_VALUE;

    public DeviceIdentity() {}
}
