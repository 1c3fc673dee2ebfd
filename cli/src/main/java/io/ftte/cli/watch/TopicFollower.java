package io.ftte.cli.watch;

import io.ftte.cli.watch.state.LiveState;
import io.ftte.cli.watch.state.Topic;
import io.ftte.topics.Brokers;
import io.ftte.topics.TopicNames;
import io.ftte.topics.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A thread that hands all that the topics hold to a state, and then what is added to them. It reads
 * committed records without a consumer group and writes nothing. Brokers may go and come back: it
 * says so and goes on where it was; where that cannot be, it begins anew.
 */
final class TopicFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final byte[] NONE = {};

    private final Brokers brokers;
    private final Instant since;
    private final LiveState state;
    private final TopicNames names;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Thread thread = new Thread(this::run, "ftte-watch");
    private Readers readers;
    private volatile boolean closed;

    /**
     * What stays on its topic, and what passes by. The first tells which models there are and is
     * small, or compacted at least; of the second there may be very much.
     */
    private record Readers(TopicReader standing, TopicReader passing) implements AutoCloseable {
        @Override
        public void close() {
            standing.close();
            passing.close();
        }
    }

    private TopicFollower(Brokers brokers, TopicNames names, Instant since, LiveState state)
            throws IOException {
        this.brokers = brokers;
        this.since = since;
        this.state = state;
        this.names = names;
        for (Topic topic : Topic.values()) {
            topics.put(topic.name(names), topic);
        }
        readers = open();
    }

    /**
     * Begins to read.
     *
     * @param since from when on updates, lineage and refusals are read
     * @throws IOException if a topic is missing or no broker answers
     */
    static TopicFollower start(Brokers brokers, TopicNames names, Instant since, LiveState state)
            throws IOException {
        TopicFollower follower;
        try {
            follower = new TopicFollower(brokers, names, since, state);
        } catch (KafkaException e) {
            throw new IOException(trouble(brokers, e), e);
        }
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    private Readers open() throws IOException {
        TopicReader standing =
                TopicReader.fromBeginning(
                        brokers, names.control(), names.devices(), names.models());
        try {
            return new Readers(
                    standing,
                    TopicReader.since(
                            brokers, since, names.updates(), names.lineage(), names.rejected()));
        } catch (IOException | KafkaException e) {
            standing.close();
            throw e;
        }
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (IOException | KafkaException e) {
                state.phase(LiveState.Phase.AWAY, trouble(brokers, e));
                reopen();
            }
        }
        readers.close();
    }

    /** Reads until something breaks for good, or nothing more is wanted. */
    private void follow() throws IOException {
        long asked = 0;
        boolean caughtUp = false;
        while (!closed) {
            if (!readers.standing().atEnd()) {
                hand(readers.standing().poll(POLL));
            } else {
                hand(readers.standing().poll(Duration.ZERO));
                hand(readers.passing().poll(POLL));
                caughtUp |= readers.passing().atEnd();
            }
            if (System.nanoTime() - asked >= PAUSE.toNanos() || asked == 0) {
                ask(caughtUp);
                asked = System.nanoTime();
            }
        }
    }

    private void hand(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            state.take(
                    topics.get(record.topic()),
                    record.key() == null ? NONE : record.key(),
                    record.value(),
                    record.timestamp());
        }
    }

    /**
     * Nothing but a question that needs an answer tells quiet topics from brokers that are away.
     */
    private void ask(boolean caughtUp) {
        try {
            readers.standing().behind(PATIENCE).forEach(this::behind);
            readers.passing().behind(PATIENCE).forEach(this::behind);
            state.phase(caughtUp ? LiveState.Phase.LIVE : LiveState.Phase.READING, "");
        } catch (TimeoutException e) {
            state.phase(LiveState.Phase.AWAY, trouble(brokers, e));
        }
    }

    private void behind(String topic, long offsets) {
        state.behind(topics.get(topic), offsets);
    }

    private void reopen() {
        readers.close();
        while (!closed) {
            try {
                Thread.sleep(PAUSE.toMillis());
                readers = open();
                state.begin();
                return;
            } catch (InterruptedException e) {
                closed = true;
            } catch (IOException | KafkaException e) {
                state.phase(LiveState.Phase.AWAY, trouble(brokers, e));
            }
        }
    }

    private static String trouble(Brokers brokers, Exception e) {
        return e instanceof TimeoutException
                ? "No Kafka broker answers at %s; the page goes on when one does"
                        .formatted(brokers.address())
                : e.getMessage();
    }

    /** Ends the thread; takes seconds where no broker answers. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
