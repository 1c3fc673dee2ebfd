package io.ftte.control.privacy;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.schemas.RejectionReason;
import java.util.Optional;

/** The books of one model id: who may still take part, and what has been spent. */
public final class PrivacyBooks {
    private final PrivacyStore store;
    private final Participations participations;
    private final Optional<String> keyId;

    /**
     * @param keyId of the key that noise comes from; empty where the job has none
     */
    public PrivacyBooks(PrivacyStore store, Optional<String> keyId) {
        this.store = store;
        this.keyId = keyId;
        participations = new Participations(store);
    }

    /**
     * Begins a private generation of the model.
     *
     * @throws IllegalArgumentException one line, where the job has no key or the books are kept at
     *     other noise
     */
    public void begin(String modelId, PrivacyRule rule) {
        if (keyId.isEmpty()) {
            throw new IllegalArgumentException(
                    modelId
                            + " is private and the job has no key: start it with privacy-key-file"
                            + " or FTTE_PRIVACY_KEY, then remove the model and publish it again");
        }
        PrivacyAccount account = store.account();
        account.begin(rule);
        store.keepAccount(account);
    }

    /** Why a device may not take part, where it may not. */
    public Optional<Refusal> refusal(String deviceId, PrivacyRule rule) {
        int before = participations.of(deviceId);
        return before < rule.mostParticipations()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                RejectionReason.PRIVACY_BUDGET,
                                "the device took part %d times, which cost epsilon %.3f; once more is beyond privacy.epsilon %s"
                                        .formatted(before, rule.epsilon(before), rule.budget())));
    }

    /** Notes that a device takes part once more. */
    public void takesPart(String deviceId) {
        int now = participations.of(deviceId) + 1;
        participations.keep(deviceId, now);
        PrivacyAccount account = store.account();
        account.count(now);
        store.keepAccount(account);
    }

    /** What has been spent so far. */
    public PrivacySpent spent(PrivacyRule rule) {
        PrivacyAccount account = store.account();
        return new PrivacySpent(
                rule.noise(),
                rule.delta(),
                rule.epsilon(account.most()),
                rule.epsilon(account.median()),
                account.total());
    }

    /**
     * Of a buffer that is full.
     *
     * @param nonce as {@link BufferNonce} has it
     */
    public VersionNoise noise(PrivacyRule rule, byte[] nonce) {
        return new VersionNoise(rule.grid(), nonce, spent(rule), keyId.orElseThrow());
    }
}
