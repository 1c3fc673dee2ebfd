package io.ftte.operators.runtime;

import io.ftte.aggregation.privacy.PrivacyKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    private static final String OPTION = "privacy-key-file ";

    /** Whatever file somebody names, no more of it is read. */
    private static final int MAX_BYTES = 1 << 10;

    /** Null for the environment variable. */
    private final String file;

    private PrivacyKeySource(String file) {
        this.file = file;
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
        if (file != null) {
            return Optional.of(parse(OPTION + file, text(Path.of(file))));
        }
        return variable == null || variable.isBlank()
                ? Optional.empty()
                : Optional.of(parse("the environment variable " + VARIABLE, variable));
    }

    private static PrivacyKey parse(String place, String text) {
        try {
            return PrivacyKey.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static String text(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            // One byte is one character, whatever the bytes are: the length is told as it is.
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    OPTION + path + " is not on this machine: put it on every task manager", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(
                    OPTION + path + " must not be read: let the user that runs Flink read it", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    OPTION + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file == null ? VARIABLE : OPTION + file;
    }
}
