package io.ftte.operators.runtime;

import io.ftte.aggregation.privacy.PrivacyKey;
import java.io.Serializable;
import java.util.Optional;

/**
 * Where the secret is that the noise of private models is made with: in a file, or else in the
 * environment variable {@value #VARIABLE}. A job graph and its savepoints have this place and never
 * the secret, which every task reads for itself when it opens.
 */
public final class PrivacyKeySource implements Serializable {
    private static final long serialVersionUID = 1;

    public static final String VARIABLE = "FTTE_PRIVACY_KEY";

    /** How a person gives the key, for messages that say it is missing. */
    public static final String ADVICE =
            "name its file with privacy-key-file, or set the environment variable " + VARIABLE;

    private final SecretPlace place;

    private PrivacyKeySource(String file) {
        place = new SecretPlace("privacy-key-file", VARIABLE, file);
    }

    /**
     * @param file path, on each machine that runs a task; empty for the environment variable
     */
    public static PrivacyKeySource of(Optional<String> file) {
        return new PrivacyKeySource(file.orElse(null));
    }

    /**
     * Reads the key, as it is on this machine.
     *
     * @return nothing where no file is named and the variable is not set
     * @throws IllegalArgumentException one line without a character of the secret, where there is
     *     no key in the place named
     */
    public Optional<PrivacyKey> read() {
        return read(System.getenv(VARIABLE));
    }

    /**
     * @param variable the value of the environment variable, or null
     */
    Optional<PrivacyKey> read(String variable) {
        return place.read(variable, PrivacyKey::parse);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
