package io.ftte.devices.simulation;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that do first what is needed first: work is ordered by the virtual time at which its
 * result is asked for. What is never asked for may never run.
 */
public final class WorkQueue implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    /** Work that is under way or waiting. */
    static final class Work<T> extends FutureTask<T> implements Comparable<Work<?>> {
        private final long neededAt;

        private Work(Callable<T> callable, long neededAt) {
            super(callable);
            this.neededAt = neededAt;
        }

        @Override
        public int compareTo(Work<?> other) {
            return Long.compare(neededAt, other.neededAt);
        }

        /** Waits for the result; what the work threw is thrown here. */
        T join() throws InterruptedException {
            try {
                return get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new CompletionException(e.getCause());
            }
        }
    }

    public WorkQueue(int threads) {
        this.threads =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new PriorityBlockingQueue<>(),
                        run -> {
                            Thread thread = new Thread(run, "simulation");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    <T> Work<T> start(long neededAt, Callable<T> callable) {
        Work<T> work = new Work<>(callable, neededAt);
        threads.execute(work);
        return work;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
