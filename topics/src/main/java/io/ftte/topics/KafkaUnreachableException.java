package io.ftte.topics;

import java.io.IOException;

/** No broker answered; the message is one line that names the address. */
public final class KafkaUnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    KafkaUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
