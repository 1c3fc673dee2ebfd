package io.ftte.schemas.wire;

/**
 * A record that cannot be read. The message is one line for a person and names the field.
 *
 * <p>It carries no stack trace: hostile bytes are ordinary input, and a flood of them must not pay
 * for walking the stack.
 */
public final class WireException extends Exception {

    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message, null, false, false);
    }
}
