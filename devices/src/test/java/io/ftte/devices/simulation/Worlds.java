package io.ftte.devices.simulation;

import io.ftte.devices.data.LabelledData;
import io.ftte.devices.simulation.fleet.Corruption;
import io.ftte.devices.simulation.fleet.Distribution;
import io.ftte.devices.simulation.fleet.FleetSpec;
import io.ftte.devices.simulation.fleet.Partition;
import io.ftte.network.Network;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.NetworkJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Small fleets on the built-in digits. */
public final class Worlds {
    static final Network NETWORK =
            NetworkJson.read(
                    """
{"input": [64], "layers": [
  {"name": "hidden", "type": "dense", "units": 16, "activation": "relu"},
  {"name": "output", "type": "dense", "units": 10}]}
""");
    static final int DEVICES = 30;
    public static final long HORIZON = 200;

    private Worlds() {}

    public static FleetSpec fleet(double dropout, Corruption corruption) {
        return new FleetSpec(
                DEVICES,
                0.5,
                Distribution.uniform(5, 20),
                Distribution.lognormal(0.5),
                Distribution.lognormal(0.5),
                1,
                1e6,
                1e6,
                new Partition(Partition.Kind.HARD, 0),
                dropout,
                Optional.empty(),
                corruption);
    }

    public static World of(FleetSpec fleet) {
        return of(fleet, 5);
    }

    public static World of(FleetSpec fleet, int stragglerSteps) {
        return of(fleet, stragglerSteps, 0);
    }

    static World of(FleetSpec fleet, int stragglerSteps, double ownTest) {
        try {
            return new World(
                    new Setting(
                            NETWORK,
                            LabelledData.open(LabelledData.DIGITS),
                            fleet,
                            100,
                            Optional.of(new TrainingSettings(20, 20, 0.1f)),
                            100,
                            false,
                            new TrainingSettings(5, 20, 0.1f),
                            stragglerSteps,
                            ownTest,
                            50,
                            200),
                    1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AggregationSettings buffer(int size) {
        return AggregationSettings.newBuilder(AggregationJson.defaults())
                .setBufferSize(size)
                .build();
    }

    static BitSet everything() {
        BitSet all = new BitSet();
        all.set(0, NETWORK.parameterCount());
        return all;
    }

    public static Method buffered(int concurrency, int size) {
        return method(false, concurrency, TensorEncoding.F32, buffer(size));
    }

    static Method method(
            boolean rounds,
            int concurrency,
            TensorEncoding encoding,
            AggregationSettings aggregation) {
        return new Method(
                "method",
                rounds,
                concurrency,
                List.of(List.of(everything())),
                false,
                new BitSet(),
                encoding,
                false,
                20,
                false,
                HORIZON,
                aggregation);
    }
}
