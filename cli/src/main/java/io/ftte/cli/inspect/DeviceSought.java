package io.ftte.cli.inspect;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.operators.runtime.DeviceNameKeySource;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.util.Optional;

/** A device that somebody asks for, in lineages that may name it by a hash. */
final class DeviceSought {
    private final String id;
    private final Optional<DeviceNameKey> key;
    private boolean found;
    private boolean unknownNames;

    /**
     * @param id the device's, or its name in a lineage
     * @param key under which lineages may name devices
     */
    DeviceSought(String id, Optional<DeviceNameKey> key) {
        this.id = id;
        this.key = key;
    }

    String id() {
        return id;
    }

    /** Whether a contribution is the device's; a lineage has its id until the job got a key. */
    boolean made(VersionLineage version, Contribution contribution) {
        String name = contribution.getDeviceId();
        unknownNames |= key.isEmpty() && DeviceNameKey.hasFormOfName(name);
        boolean itsOwn =
                name.equals(id)
                        || key.map(known -> known.name(version.getModelId(), id))
                                .equals(Optional.of(name));
        found |= itsOwn;
        return itsOwn;
    }

    /** One line, where nothing of it was found. */
    String missing() {
        return "No update of %s counted or was refused: correct --device%s"
                .formatted(id, advice().map(line -> "; " + line).orElse(""));
    }

    /** What may be missing, where nothing counted, names may be hashes, and nobody gave a key. */
    Optional<String> advice() {
        return unknownNames && !found
                ? Optional.of(
                        "the lineage may name it by a hash, whose key is missing: "
                                + DeviceNameKeySource.ADVICE)
                : Optional.empty();
    }
}
