package io.ftte.topics;

/**
 * An option is missing, unknown or has a value that cannot be used; the message is one line that
 * says what to write.
 */
public final class OptionsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public OptionsException(String message) {
        super(message);
    }
}
