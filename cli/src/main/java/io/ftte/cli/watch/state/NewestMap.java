package io.ftte.cli.watch.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A map of bounded size: a new key drops the one that was used longest ago. What it is asked for
 * comes from topics, and so may be endless.
 */
final class NewestMap<K, V> {
    private final int most;
    private final LinkedHashMap<K, V> map = new LinkedHashMap<>(16, 0.75f, true);
    private long dropped;

    /**
     * @param most entries, at least 1
     */
    NewestMap(int most) {
        this.most = most;
    }

    /** The value of a key, made where there is none; the key counts as used. */
    V get(K key, Supplier<V> made) {
        V found = map.get(key);
        if (found != null) {
            return found;
        }
        V value = made.get();
        put(key, value);
        return value;
    }

    /** The value of a key, which counts as used. */
    Optional<V> find(K key) {
        return Optional.ofNullable(map.get(key));
    }

    void put(K key, V value) {
        map.put(key, value);
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
            dropped++;
        }
    }

    void remove(K key) {
        map.remove(key);
    }

    /** Keys and values, the one that was used longest ago first. */
    Map<K, V> entries() {
        return Collections.unmodifiableMap(map);
    }

    Collection<V> values() {
        return entries().values();
    }

    int size() {
        return map.size();
    }

    /** How often a key was dropped for another. */
    long dropped() {
        return dropped;
    }
}
