package io.ftte.topics.recording;

import java.io.IOException;

/** A file whose content ends before its bytes do; the message names file and position. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedFileException(String message, Exception cause) {
        super(message, cause);
    }
}
