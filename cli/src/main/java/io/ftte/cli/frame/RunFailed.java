package io.ftte.cli.frame;

import java.io.IOException;

/** A part of a run ended by itself. */
public final class RunFailed extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param what the part, as the beginning of a sentence
     * @param cause whose root says why
     */
    public RunFailed(String what, Throwable cause) {
        super("%s failed: %s; run with --debug to see where".formatted(what, root(cause)), cause);
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
