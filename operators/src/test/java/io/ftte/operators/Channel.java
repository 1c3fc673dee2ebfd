package io.ftte.operators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The network between two operators: what is sent is serialised and arrives later, in order. */
final class Channel<T> {
    private final TypeSerializer<T> serializer;
    private final Receiver<T> receiver;
    private final ArrayDeque<byte[]> inFlight = new ArrayDeque<>();

    /** Where elements arrive. */
    @FunctionalInterface
    interface Receiver<T> {
        void accept(T element) throws Exception;
    }

    Channel(Class<T> type, Receiver<T> receiver) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        this.serializer = TypeInformation.of(type).createSerializer(config);
        this.receiver = receiver;
    }

    void send(T element) {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        try {
            serializer.serialize(element, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inFlight.add(bytes.getCopyOfBuffer());
    }

    /** Delivers what is in flight; returns whether there was anything. */
    boolean deliver() throws Exception {
        boolean any = !inFlight.isEmpty();
        while (!inFlight.isEmpty()) {
            receiver.accept(serializer.deserialize(new DataInputDeserializer(inFlight.remove())));
        }
        return any;
    }
}
