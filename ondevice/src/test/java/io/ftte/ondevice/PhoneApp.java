package io.ftte.ondevice;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.network.Activation;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.Flatten;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.SeededInts;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.ondevice.update.UpdateSigner;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;

/** The app of docs/on-a-phone.md, so that what stands there compiles and runs. */
public final class PhoneApp {
    /** Carries bytes between the app and the topics. */
    public interface Gateway {
        Version newest();

        void send(String deviceId, long eventTimeMs, byte[] value);
    }

    /** What the app must know of a version. */
    public record Version(
            String modelId, long version, byte[] parameters, int planId, int[] from, int[] to) {}

    static final int BUDGET_BYTES = 256 * 1024;

    private final Gateway gateway;
    private final String deviceId;
    private final PrivateKey key;

    public PhoneApp(Gateway gateway, String deviceId, PrivateKey key) {
        this.gateway = gateway;
        this.deviceId = deviceId;
        this.key = key;
    }

    // docs:begin
    public static final Network NETWORK =
            new Network(
                    Shape.of(1, 8, 8),
                    List.of(
                            new Conv2d("conv1", 8, 3, 1, Activation.RELU),
                            new MaxPool(2),
                            new Flatten(),
                            new Dense("dense", 10, Activation.NONE)));

    public void takePart(Dataset own, long sequence, long seed) {
        Version newest = gateway.newest();
        TrainableSubset plan = TrainableSubset.of(newest.planId(), newest.from(), newest.to());
        OnDeviceTrainer trainer =
                new OnDeviceTrainer(deviceId, NETWORK, new TrainingSettings(10, 20, 0.1f));
        if (!trainer.fits(plan, BUDGET_BYTES)) {
            return;
        }
        BaseVersion base = BaseVersion.of(newest.modelId(), newest.version(), newest.parameters());
        OnDeviceTraining training =
                trainer.begin(base, plan, own, SeededInts.of(seed, sequence), BUDGET_BYTES);
        while (!training.isDone()) {
            training.step();
        }
        long endOfTraining = System.currentTimeMillis();
        for (byte[] value :
                UpdateChunks.of(DeltaEncoding.INT8)
                        .values(
                                training.update(sequence),
                                endOfTraining,
                                Optional.of(UpdateSigner.ed25519(key)))) {
            gateway.send(deviceId, endOfTraining, value);
        }
    }
    // docs:end
}
