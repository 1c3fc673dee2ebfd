package io.ftte.operators.runtime;

import io.ftte.aggregation.sharing.PartyKey;
import java.io.Serializable;
import java.util.Optional;

/**
 * Where the secret is by which two parties know each other, see {@link PartyKey}: in a file, or
 * else in the environment variable {@value #VARIABLE}.
 */
public final class PartyKeySource implements Serializable {
    private static final long serialVersionUID = 1;

    public static final String VARIABLE = "FTTE_PARTY_KEY";

    /** How a person gives the key, for messages that say it is missing. */
    public static final String ADVICE =
            "name its file with party-key-file, or set the environment variable " + VARIABLE;

    /** Null where there is none. */
    private final SecretPlace place;

    private PartyKeySource() {
        place = null;
    }

    private PartyKeySource(String file) {
        place = new SecretPlace("party-key-file", VARIABLE, file);
    }

    /**
     * @param file path, on each machine that runs a task; empty for the environment variable
     */
    public static PartyKeySource of(Optional<String> file) {
        return new PartyKeySource(file.orElse(null));
    }

    /** Of a job that has no helper, whatever the environment says. */
    public static PartyKeySource none() {
        return new PartyKeySource();
    }

    /** Whether there is a file or, on this machine, a variable. */
    public boolean isGiven() {
        return place != null && place.isGiven();
    }

    /**
     * Reads the key, as it is on this machine.
     *
     * @return nothing where no file is named and the variable is not set
     * @throws IllegalArgumentException one line without a character of the secret, where there is
     *     no key in the place named
     */
    public Optional<PartyKey> read() {
        return read(System.getenv(VARIABLE));
    }

    /**
     * @param variable the value of the environment variable, or null
     */
    Optional<PartyKey> read(String variable) {
        return place == null ? Optional.empty() : place.read(variable, PartyKey::parse);
    }

    @Override
    public String toString() {
        return place == null ? "no party key" : place.toString();
    }
}
