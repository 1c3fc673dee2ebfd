package io.ftte.selection;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a plan may cost a device.
 *
 * @param memoryBytes that one training step may use, weights included
 * @param payloadBytes that an update may weigh one way, without ids and envelope
 * @param encoding of the payload
 * @param personal tensors of the classifier that devices train but never send: they count to the
 *     memory, not to the payload
 */
public record Budget(
        long memoryBytes, long payloadBytes, TensorEncoding encoding, Set<String> personal) {

    public Budget {
        personal = Set.copyOf(personal);
    }

    /** Everything that trains is sent. */
    public Budget(long memoryBytes, long payloadBytes, TensorEncoding encoding) {
        this(memoryBytes, payloadBytes, encoding, Set.of());
    }

    /** An update may weigh what it likes. */
    public static Budget ofMemory(long bytes) {
        return new Budget(bytes, Long.MAX_VALUE, TensorEncoding.F32);
    }

    /** What an update of the plan weighs, in bytes. */
    public long payloadOf(NetworkPlan plan) {
        return payloadOf(plan.network(), plan.parameters());
    }

    /** What an update weighs of a plan that trains so many parameters. */
    long payloadOf(Network network, long parameters) {
        return PlanPayload.bytes(encoding, (int) (parameters - personal(network)));
    }

    /** The most parameters that a plan may train, the personal ones included. */
    long parameters(Network network) {
        long sent = PlanPayload.parameters(encoding, payloadBytes);
        return Math.min(sent, Integer.MAX_VALUE) + personal(network);
    }

    /** Whether the classifier, which always trains, stays with the device. */
    boolean keepsClassifier() {
        return personal.size() == 2;
    }

    /**
     * How many parameters stay with the device, of any plan.
     *
     * @throws IllegalArgumentException one line, if a tensor is none of the classifier's
     */
    private int personal(Network network) {
        Weights classifier = classifier(network);
        int count = 0;
        for (String tensor : personal) {
            count +=
                    Stream.of(classifier.kernel(), classifier.bias())
                            .filter(known -> known.name().equals(tensor))
                            .mapToInt(known -> known.shape().elements())
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "%s cannot be personal: write %s or %s"
                                                            .formatted(
                                                                    tensor,
                                                                    classifier.kernel().name(),
                                                                    classifier.bias().name())));
        }
        return count;
    }

    private static Weights classifier(Network network) {
        List<Weights> layers = network.weights();
        return layers.get(layers.size() - 1);
    }
}
