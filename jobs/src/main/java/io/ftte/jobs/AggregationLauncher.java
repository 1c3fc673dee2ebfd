package io.ftte.jobs;

import io.ftte.jobs.options.AggregationOptions;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** Starts the aggregation job somewhere; the demo does not care where. */
@FunctionalInterface
public interface AggregationLauncher {

    /**
     * Submits the job and returns when it is running.
     *
     * @param options those of {@link AggregationOptions}, and any of Flink's
     * @throws Exception if it cannot be started; the message says why in one line
     */
    Running start(Configuration options) throws Exception;

    /** A job under way. */
    interface Running extends AutoCloseable {
        /** Where its web page is; empty where it has none. */
        String webUrl();

        /** Why it has ended by itself; empty while it runs. */
        Optional<Throwable> failure();

        /** Cancels the job and returns when nothing of it is left. */
        @Override
        void close() throws IOException;
    }
}
