package io.ftte.cli.watch;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a request was meant for this page. A page of a stranger may have its own name resolve to
 * the loopback interface and then read what is served there (DNS rebinding); its requests carry the
 * stranger's name.
 *
 * @param names hosts under which the page may be asked for, in lower case; empty for any
 */
record HostCheck(Set<String> names) {
    HostCheck {
        names = Set.copyOf(names);
    }

    /** For a page that only this machine can reach. */
    static HostCheck loopback(String host) {
        Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        names.add(host.toLowerCase(Locale.ROOT));
        return new HostCheck(names);
    }

    /** For a page that is meant for others, by whatever name they know this machine. */
    static HostCheck any() {
        return new HostCheck(Set.of());
    }

    /**
     * @param header {@code Host} of the request; null where there is none
     */
    boolean accepts(String header) {
        if (names.isEmpty()) {
            return true;
        }
        return header != null
                && names.contains(header.toLowerCase(Locale.ROOT).replaceFirst(":\\d{0,5}$", ""));
    }
}
