package io.ftte.cli.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ftte.cli.watch.state.LiveState;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page's files, {@code /state.json}, and {@code /events}: the same JSON as server-sent
 * events, whenever it has changed. Answers GET and HEAD; what the page may load is its own alone.
 */
final class PageServer implements AutoCloseable {
    /** Pages that may be open at once. */
    static final int MOST_STREAMS = 16;

    private static final int MOST_THREADS = 2 * MOST_STREAMS;
    private static final long PAUSE_MS = 400;
    private static final long SILENCE_MS = 5_000;
    private static final String JSON = "application/json; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int BUSY = 503;

    private final HttpServer server;
    private final HostCheck hosts;
    private final Snapshots snapshots;
    private final String url;
    private final Map<String, PageFile> files = PageFile.all();
    private final Semaphore streams = new Semaphore(MOST_STREAMS);
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    MOST_THREADS,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    PageServer::thread);
    private volatile boolean closed;

    private PageServer(HttpServer server, HostCheck hosts, String host, LiveState state) {
        this.server = server;
        this.hosts = hosts;
        snapshots = new Snapshots(state);
        this.url = "http://%s:%d/".formatted(inUrl(host), server.getAddress().getPort());
    }

    /**
     * Begins to serve.
     *
     * @throws IOException if the address cannot be used
     */
    static PageServer start(PageAddress address, LiveState state) throws IOException {
        HostCheck hosts =
                address.isLoopback() ? HostCheck.loopback(address.host()) : HostCheck.any();
        PageServer page = new PageServer(address.bind(), hosts, address.host(), state);
        page.server.createContext("/", page::answer);
        page.server.setExecutor(page.threads);
        page.server.start();
        return page;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "ftte-page");
        thread.setDaemon(true);
        return thread;
    }

    private static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    String url() {
        return url;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set(
                    "Content-Security-Policy",
                    "default-src 'self'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-store");
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            if (!hosts.accepts(exchange.getRequestHeaders().getFirst("Host"))) {
                send(exchange, FORBIDDEN, TEXT, bytes("This page is for localhost.\n"));
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                headers.set("Allow", "GET, HEAD");
                send(exchange, WRONG_METHOD, TEXT, bytes("This page is only read.\n"));
            } else if (path.equals("/state.json")) {
                send(exchange, OK, JSON, snapshots.newest().json());
            } else if (path.equals("/events") && method.equals("GET")) {
                stream(exchange);
            } else if (files.containsKey(path)) {
                send(exchange, OK, files.get(path).type(), files.get(path).bytes());
            } else {
                send(exchange, NOT_FOUND, TEXT, bytes("There is no such page.\n"));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(code, -1);
        } else {
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Until the page is closed, on whichever side. */
    private void stream(HttpExchange exchange) throws IOException {
        if (!streams.tryAcquire()) {
            send(exchange, BUSY, TEXT, bytes("The page is open too often; close one.\n"));
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(OK, 0);
            OutputStream out = exchange.getResponseBody();
            long sentRevision = -1;
            long sentAt = 0;
            while (!closed) {
                Snapshots.Snapshot snapshot = snapshots.newest();
                long now = System.currentTimeMillis();
                if (snapshot.revision() != sentRevision || now - sentAt >= SILENCE_MS) {
                    out.write(bytes("data: "));
                    out.write(snapshot.json());
                    out.write(bytes("\n\n"));
                    out.flush();
                    sentRevision = snapshot.revision();
                    sentAt = now;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.release();
        }
    }

    /** Ends the streams that are open and frees the port. */
    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
