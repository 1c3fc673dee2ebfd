package io.ftte.control.privacy;

/**
 * Where the books of one model id are kept. They outlast the model: what its devices have spent
 * stays spent in its next generation.
 */
public interface PrivacyStore {
    /**
     * One of {@link Participations#BUCKETS} parts of the ledger; empty where nobody is in it. Never
     * changed in place: a copy may be under way.
     */
    byte[] ledger(int bucket);

    void keepLedger(int bucket, byte[] entries);

    /** What the ledger adds up to; a new one where there is none. It may be changed in place. */
    PrivacyAccount account();

    void keepAccount(PrivacyAccount account);
}
