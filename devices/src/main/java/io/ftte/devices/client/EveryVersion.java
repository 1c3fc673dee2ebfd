package io.ftte.devices.client;

import io.ftte.schemas.ModelShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives version after version from 0 and waits for whichever is next. */
final class EveryVersion extends VersionAssembly {

    @Override
    List<ModelVersion> drain(ModelShard latest) {
        List<ModelVersion> complete = new ArrayList<>();
        Optional<ModelVersion> next = give(given + 1, latest);
        while (next.isPresent()) {
            complete.add(next.get());
            next = give(given + 1, latest);
        }
        return complete;
    }
}
