package io.ftte.cli.watch.state;

import io.ftte.network.Network;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.NetworkJson;
import java.util.Optional;
import java.util.TreeMap;

/** What the control topic says of a model: its size, its layers, and how large its buffer is. */
final class Registration {
    private static final int MOST_CHANGES = 100;

    private record Change(long fromVersion, int bufferSize) {}

    private final long eventTime;
    private final int parameters;
    private final int bufferSize;
    private final Optional<Network> network;
    private final TreeMap<Integer, Change> changes = new TreeMap<>();

    Registration(ModelRegistration head) {
        eventTime = head.getEventTime();
        parameters = head.getParameterCount();
        bufferSize = head.getAggregation().getBufferSize();
        network = network(head.getArchitecture());
    }

    /** Memory cannot be told of an architecture that this release does not understand. */
    private static Optional<Network> network(String architecture) {
        if (architecture == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(NetworkJson.read(architecture));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void add(ModelSettings settings) {
        changes.put(
                settings.getNumber(),
                new Change(settings.getFromVersion(), settings.getAggregation().getBufferSize()));
        if (changes.size() > MOST_CHANGES) {
            changes.pollFirstEntry();
        }
    }

    /** T(0), ms since the epoch. */
    long eventTime() {
        return eventTime;
    }

    int parameters() {
        return parameters;
    }

    Optional<Network> network() {
        return network;
    }

    /** Updates that the buffer after a version takes: the highest change that is due counts. */
    int bufferSize(long version) {
        return changes.descendingMap().values().stream()
                .filter(change -> change.fromVersion() <= version)
                .findFirst()
                .map(Change::bufferSize)
                .orElse(bufferSize);
    }
}
