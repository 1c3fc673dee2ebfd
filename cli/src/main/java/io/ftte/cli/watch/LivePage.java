package io.ftte.cli.watch;

import io.ftte.cli.watch.state.LiveSettings;
import io.ftte.cli.watch.state.LiveState;
import io.ftte.jobs.options.AggregationConf;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A web page that shows what the topics hold while they move. */
public final class LivePage implements AutoCloseable {
    private final LiveState state;
    private final TopicFollower follower;
    private final PageServer server;

    private LivePage(LiveState state, TopicFollower follower, PageServer server) {
        this.state = state;
        this.follower = follower;
        this.server = server;
    }

    /**
     * Begins to read and to serve.
     *
     * @param modelId the only model that is shown; empty for all
     * @param since from when on updates, lineage and refusals are read, by the records' times
     * @throws IOException if a topic is missing, no broker answers, or the address cannot be used
     */
    public static LivePage start(
            AggregationConf conf, Optional<String> modelId, Instant since, PageAddress address)
            throws IOException {
        LiveState state = new LiveState(LiveSettings.of(conf, modelId));
        PageServer server = PageServer.start(address, state);
        try {
            TopicFollower follower =
                    TopicFollower.start(conf.brokers(), conf.topics(), since, state);
            return new LivePage(state, follower, server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Where the page is. */
    public String url() {
        return server.url();
    }

    /**
     * Takes what is measured of a model's versions, for the page to show it.
     *
     * @param target the accuracy that is aimed at, above 0
     */
    public AccuracySink accuracy(String modelId, double target) {
        return (version, accuracy, tenthPercentile) ->
                state.measured(modelId, version, accuracy, tenthPercentile, target);
    }

    @Override
    public void close() {
        server.close();
        follower.close();
    }
}
