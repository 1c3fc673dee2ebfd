package io.ftte.cli.frame;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the process is asked to end (Ctrl-C) and keeps it alive until the run has cleaned up
 * after itself. The run asks {@link #raised()} often and closes this last.
 */
public final class StopSignal implements AutoCloseable {
    /** Longer than Kafka and Flink together take to stop. */
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "ftte-stop");
    private volatile boolean raised;

    public StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public boolean raised() {
        return raised;
    }

    @Override
    public void close() {
        cleanedUp.countDown();
        if (!raised) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process ends at this very moment; the hook finds the latch open.
            }
        }
    }

    private void await() {
        raised = true;
        try {
            cleanedUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
