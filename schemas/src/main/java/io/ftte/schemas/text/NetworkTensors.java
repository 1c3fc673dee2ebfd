package io.ftte.schemas.text;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.NetworkTensor;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** A network's tensors and plans as a registration carries them. */
public final class NetworkTensors {

    private NetworkTensors() {}

    /** In the order of the flat parameter vector. */
    public static List<Tensor> of(Network network) {
        return network.tensors().stream()
                .map(tensor -> new Tensor(tensor.name(), tensor.shape().sizes()))
                .toList();
    }

    /** The plan with the given id, without a tier. */
    public static Plan plan(int planId, NetworkPlan plan) {
        return plan(planId, plan, Optional.empty());
    }

    /** The same of a set. */
    public static Plan plan(int planId, NetworkPlan plan, Optional<Integer> tier) {
        return new Plan(
                planId,
                plan.slices().stream()
                        .map(slice -> new TensorRange(slice.tensor(), slice.from(), slice.to()))
                        .toList(),
                tier.orElse(null));
    }

    /** The names of the tensors that lie wholly within these indices of the flat vector. */
    public static List<String> whole(Network network, BitSet indices) {
        return network.tensors().stream()
                .filter(tensor -> indices.nextClearBit(tensor.offset()) >= tensor.end())
                .map(NetworkTensor::name)
                .toList();
    }

    static Plan everythingBut(Network network, List<String> personal) {
        List<TensorRange> shared =
                plan(ModelDefinition.FIRST_PLAN, NetworkPlan.full(network)).getTrainable().stream()
                        .filter(range -> !personal.contains(range.getTensor()))
                        .toList();
        return new Plan(ModelDefinition.FIRST_PLAN, shared, null);
    }
}
