package io.ftte.schemas.text;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From a plan's ranges of named tensors to ranges of the flat parameter vector.
 *
 * <p>A plan is a set of indices, so the order in which it lists its ranges has no meaning: the
 * plan's vector follows the flat vector.
 */
final class PlanRanges {

    /** Where a tensor begins in the flat vector, and how many elements it has. */
    private record Place(int offset, int size) {}

    private final Map<String, Place> places = new HashMap<>();
    private final int parameterCount;

    /**
     * @throws IllegalArgumentException where a tensor has no name, a name twice or an impossible
     *     shape
     */
    PlanRanges(List<Tensor> tensors) {
        long offset = 0;
        for (Tensor tensor : tensors) {
            int size = size(tensor);
            if (tensor.getName().isEmpty()) {
                throw new IllegalArgumentException("a tensor has no name");
            }
            if (places.put(tensor.getName(), new Place((int) offset, size)) != null) {
                throw new IllegalArgumentException(
                        "tensor " + tensor.getName() + " is declared twice");
            }
            offset += size;
            if (offset > ModelDefinition.MAX_PARAMETERS) {
                throw new IllegalArgumentException(
                        "the tensors have more than %d parameters: divide the model into several"
                                .formatted(ModelDefinition.MAX_PARAMETERS));
            }
        }
        parameterCount = (int) offset;
    }

    int parameterCount() {
        return parameterCount;
    }

    /** Ascending, disjoint, adjacent ones merged. */
    List<IndexRange> of(Plan plan) {
        if (plan.getTrainable().isEmpty()) {
            throw new IllegalArgumentException("plan " + plan.getPlanId() + " trains nothing");
        }
        List<IndexRange> sorted =
                plan.getTrainable().stream()
                        .map(range -> flat(plan, range))
                        .sorted(Comparator.comparingInt(IndexRange::getFrom))
                        .toList();
        List<IndexRange> merged = new ArrayList<>();
        for (IndexRange range : sorted) {
            append(merged, range, plan);
        }
        return List.copyOf(merged);
    }

    /**
     * These tensors whole: ascending, adjacent ones merged.
     *
     * @throws IllegalArgumentException where there is none of a name; the nearest is named
     */
    List<IndexRange> whole(List<String> tensors) {
        List<IndexRange> sorted =
                tensors.stream()
                        .distinct()
                        .map(this::whole)
                        .sorted(Comparator.comparingInt(IndexRange::getFrom))
                        .toList();
        List<IndexRange> merged = new ArrayList<>();
        sorted.forEach(range -> append(merged, range));
        return List.copyOf(merged);
    }

    /**
     * @throws IllegalArgumentException one line, where there is no tensor of the name of a personal
     *     one, or a plan trains some of it
     */
    void checkPersonal(ModelRegistration head) {
        for (String name : head.getPersonal()) {
            IndexRange personal = whole(name);
            for (Plan plan : head.getPlans()) {
                for (IndexRange trained : of(plan)) {
                    if (trained.getFrom() < personal.getTo()
                            && personal.getFrom() < trained.getTo()) {
                        throw new IllegalArgumentException(
                                "plan %d trains %s, which is personal: leave it out of one of them"
                                        .formatted(plan.getPlanId(), name));
                    }
                }
            }
        }
    }

    private IndexRange whole(String tensor) {
        Place place = places.get(tensor);
        if (place == null) {
            throw new IllegalArgumentException(
                    "personal names %s, which is no tensor; the nearest is %s"
                            .formatted(tensor, NearestName.of(tensor, places.keySet())));
        }
        return new IndexRange(place.offset(), place.offset() + place.size());
    }

    private IndexRange flat(Plan plan, TensorRange range) {
        Place place = places.get(range.getTensor());
        if (place == null) {
            throw new IllegalArgumentException(
                    "plan %d names an unknown tensor %s; the nearest is %s"
                            .formatted(
                                    plan.getPlanId(),
                                    range.getTensor(),
                                    NearestName.of(range.getTensor(), places.keySet())));
        }
        if (range.getFrom() < 0
                || range.getTo() > place.size()
                || range.getFrom() >= range.getTo()) {
            throw new IllegalArgumentException(
                    String.format(
                            "plan %d: range %d to %d does not lie in %s, which has %d elements",
                            plan.getPlanId(),
                            range.getFrom(),
                            range.getTo(),
                            range.getTensor(),
                            place.size()));
        }
        return new IndexRange(place.offset() + range.getFrom(), place.offset() + range.getTo());
    }

    private static void append(List<IndexRange> merged, IndexRange range, Plan plan) {
        IndexRange last = merged.isEmpty() ? range : merged.get(merged.size() - 1);
        if (!merged.isEmpty() && range.getFrom() < last.getTo()) {
            throw new IllegalArgumentException(
                    "plan " + plan.getPlanId() + " trains index " + range.getFrom() + " twice");
        }
        append(merged, range);
    }

    private static void append(List<IndexRange> merged, IndexRange range) {
        IndexRange last = merged.isEmpty() ? range : merged.get(merged.size() - 1);
        if (!merged.isEmpty() && range.getFrom() == last.getTo()) {
            merged.set(merged.size() - 1, new IndexRange(last.getFrom(), range.getTo()));
        } else {
            merged.add(range);
        }
    }

    private static int size(Tensor tensor) {
        long size = 1;
        for (int dimension : tensor.getShape()) {
            size *= dimension;
            if (dimension < 1 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "tensor " + tensor.getName() + " has the shape " + tensor.getShape());
            }
        }
        return (int) size;
    }
}
