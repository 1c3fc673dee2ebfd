package io.ftte.cli.watch;

import com.sun.net.httpserver.HttpServer;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where the page is served.
 *
 * @param host name or address of an interface of this machine
 * @param firstPort 0 for any that is free
 * @param lastPort of those from the first on the first free one is taken
 * @param option by which a person names the port
 */
public record PageAddress(String host, int firstPort, int lastPort, String option) {
    /** Of this machine alone. */
    public static final String LOOPBACK = "localhost";

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads a port, or a range such as 8090-8099.
     *
     * @throws OptionsException if it is neither
     */
    public static PageAddress of(String host, String ports, String option) {
        if (!ports.matches("\\d{1,5}(-\\d{1,5})?")) {
            throw unreadable(ports, option);
        }
        String[] ends = ports.split("-");
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        if (last < first || last > HIGHEST_PORT) {
            throw unreadable(ports, option);
        }
        return new PageAddress(host, first, last, option);
    }

    private static OptionsException unreadable(String ports, String option) {
        return new OptionsException(
                "%s is %s: write a port such as 8090, a range such as 8090-8099, or 0 for any"
                        .formatted(option, ports));
    }

    /**
     * Takes the first free port.
     *
     * @throws IOException if none is, or there is no such interface
     */
    HttpServer bind() throws IOException {
        InetAddress address = address();
        for (int port = firstPort; port <= lastPort; port++) {
            try {
                return HttpServer.create(new InetSocketAddress(address, port), 0);
            } catch (BindException e) {
                if (port == lastPort) {
                    throw taken(e);
                }
            }
        }
        throw new IllegalStateException("a range has at least one port");
    }

    private InetAddress address() throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new OptionsException(
                    "host %s is unknown; name an interface of this machine, or leave --host out"
                            .formatted(host));
        }
    }

    private IOException taken(BindException e) {
        String ports = firstPort == lastPort ? "Port " + firstPort : firstPort + " to " + lastPort;
        return new IOException(
                "%s cannot be used on %s (%s); name another with --%s, or 0 for any that is free"
                        .formatted(ports, host, e.getMessage(), option),
                e);
    }

    /** Whether nobody but this machine can ask. */
    boolean isLoopback() throws IOException {
        return address().isLoopbackAddress();
    }
}
