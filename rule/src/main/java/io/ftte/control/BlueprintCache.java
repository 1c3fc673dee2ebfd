package io.ftte.control;

import java.util.Optional;

/** The blueprint of a model's present state, computed anew only where the state asks for it. */
final class BlueprintCache {
    private Optional<ModelBlueprint> last = Optional.empty();

    ModelBlueprint of(ModelState state) {
        if (last.isEmpty() || !last.get().isOf(state)) {
            last = Optional.of(new ModelBlueprint(state));
        }
        return last.get();
    }

    void clear() {
        last = Optional.empty();
    }
}
