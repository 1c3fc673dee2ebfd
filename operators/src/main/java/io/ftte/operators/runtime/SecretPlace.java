package io.ftte.operators.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a secret is: in a file that an option names, or else in an environment variable. A job
 * graph and its savepoints have this place and never the secret, which every task reads for itself
 * when it opens.
 *
 * @param option that names the file
 * @param variable of the environment
 * @param file null for the variable
 */
record SecretPlace(String option, String variable, String file) implements Serializable {

    /** Whatever file somebody names, no more of it is read. */
    private static final int MAX_BYTES = 1 << 10;

    /**
     * Reads the secret, as it is on this machine.
     *
     * @param value of the environment variable, or null
     * @param parser throws {@code IllegalArgumentException} where the text is no such secret
     * @return nothing where no file is named and the variable is not set
     * @throws IllegalArgumentException one line without a character of the secret, where there is
     *     none in the place named
     */
    <T> Optional<T> read(String value, Function<String, T> parser) {
        if (file != null) {
            return Optional.of(parse(option + " " + file, text(Path.of(file)), parser));
        }
        return value == null || value.isBlank()
                ? Optional.empty()
                : Optional.of(parse("the environment variable " + variable, value, parser));
    }

    /** Whether there is a file or, on this machine, the variable. */
    boolean isGiven() {
        String value = System.getenv(variable);
        return file != null || value != null && !value.isBlank();
    }

    private static <T> T parse(String place, String text, Function<String, T> parser) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private String text(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            // One byte is one character, whatever the bytes are: the length is told as it is.
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    option + " " + path + " is not on this machine: put it on every task manager",
                    e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(
                    option + " " + path + " must not be read: let the user that runs Flink read it",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    option + " " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file == null ? variable : option + " " + file;
    }
}
