package io.ftte.schemas.text;

import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import java.util.List;

/** A network's tensors and plans as a registration carries them. */
public final class NetworkTensors {

    private NetworkTensors() {}

    /** In the order of the flat parameter vector. */
    public static List<Tensor> of(Network network) {
        return network.tensors().stream()
                .map(tensor -> new Tensor(tensor.name(), tensor.shape().sizes()))
                .toList();
    }

    /** The plan with the given id. */
    public static Plan plan(int planId, NetworkPlan plan) {
        return new Plan(
                planId,
                plan.slices().stream()
                        .map(slice -> new TensorRange(slice.tensor(), slice.from(), slice.to()))
                        .toList(),
                null);
    }

    static Plan everythingBut(Network network, List<String> personal) {
        List<TensorRange> shared =
                plan(ModelDefinition.FIRST_PLAN, NetworkPlan.full(network)).getTrainable().stream()
                        .filter(range -> !personal.contains(range.getTensor()))
                        .toList();
        return new Plan(ModelDefinition.FIRST_PLAN, shared, null);
    }
}
