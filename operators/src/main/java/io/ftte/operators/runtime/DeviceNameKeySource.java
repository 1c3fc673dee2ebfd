package io.ftte.operators.runtime;

import io.ftte.aggregation.privacy.DeviceNameKey;
import java.io.Serializable;
import java.util.Optional;

/**
 * Where the secret is under which the lineage names devices, see {@link DeviceNameKey}: in a file,
 * or else in the environment variable {@value #VARIABLE}. Where it is nowhere, the lineage has
 * their ids.
 */
public final class DeviceNameKeySource implements Serializable {
    private static final long serialVersionUID = 1;

    public static final String VARIABLE = "FTTE_DEVICE_NAME_KEY";

    /** How a person gives the key, for messages that say it is missing. */
    public static final String ADVICE =
            "name its file with device-name-key-file, or set the environment variable " + VARIABLE;

    private final SecretPlace place;

    private DeviceNameKeySource(String file) {
        place = new SecretPlace("device-name-key-file", VARIABLE, file);
    }

    /**
     * @param file path, on each machine that runs a task; empty for the environment variable
     */
    public static DeviceNameKeySource of(Optional<String> file) {
        return new DeviceNameKeySource(file.orElse(null));
    }

    /**
     * Reads the key, as it is on this machine.
     *
     * @return nothing where no file is named and the variable is not set
     * @throws IllegalArgumentException one line without a character of the secret, where there is
     *     no key in the place named
     */
    public Optional<DeviceNameKey> read() {
        return place.read(System.getenv(VARIABLE), DeviceNameKey::parse);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
