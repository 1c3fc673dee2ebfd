package io.ftte.devices.client;

import io.ftte.encoding.SeedStream;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateShares;
import io.ftte.schemas.Sharing;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Sends each update as its model asks for it: whole, or in two shares where two parties aggregate
 * the model. Never whole where it should be in shares.
 */
public final class SharingSink implements UpdateSink {
    private final UpdateSender sender;
    private final ModelCatalogue models;
    private final Optional<SeedSender> helper;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param sender to the leader, or to whoever aggregates alone
     * @param models that say which of them are shared
     * @param helper empty where there is none
     */
    public SharingSink(UpdateSender sender, ModelCatalogue models, Optional<SeedSender> helper) {
        this.sender = sender;
        this.models = models;
        this.helper = helper;
    }

    /**
     * Returns before anything is acknowledged.
     *
     * @throws IllegalStateException if an earlier update was refused, or two parties aggregate the
     *     model and there is no helper
     */
    @Override
    public void send(LocalUpdate update, long endOfTrainingMs) {
        Optional<Sharing> sharing = models.sharing(update.modelId());
        if (sharing.isEmpty()) {
            sender.send(update, endOfTrainingMs);
            return;
        }
        SeedSender seeds =
                helper.orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "two parties aggregate model %s: name the helper's brokers, the update is not sent to one alone"
                                                .formatted(update.modelId())));
        UpdateShares shares =
                new UpdateShares(
                        update, sharing.get().getUnit(), sharing.get().getClipNorm(), seed());
        // The helper's first: the leader's waits for word of it.
        seeds.send(update.deviceId(), endOfTrainingMs, shares.helper());
        sender.send(update.deviceId(), shares, endOfTrainingMs);
    }

    private byte[] seed() {
        byte[] seed = new byte[SeedStream.SEED_BYTES];
        do {
            random.nextBytes(seed);
        } while (SeedStream.id(seed) == 0);
        return seed;
    }
}
