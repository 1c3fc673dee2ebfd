package io.ftte.operators;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** Hands what an operator emits to whoever takes it; watermarks are the driver's business. */
final class RoutedOutput<T> implements Output<StreamRecord<T>> {
    private final Channel.Receiver<T> main;
    private final Map<OutputTag<?>, Channel.Receiver<Object>> sides = new HashMap<>();

    RoutedOutput(Channel.Receiver<T> main) {
        this.main = main;
    }

    @SuppressWarnings("unchecked")
    <X> RoutedOutput<T> side(OutputTag<X> tag, Channel.Receiver<X> to) {
        sides.put(tag, value -> to.accept((X) value));
        return this;
    }

    @Override
    public void collect(StreamRecord<T> record) {
        hand(main, record.getValue());
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
        hand(sides.get(tag), record.getValue());
    }

    private static <X> void hand(Channel.Receiver<? super X> receiver, X value) {
        try {
            receiver.accept(value);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void emitWatermark(WatermarkEvent watermark) {}

    @Override
    public void close() {}
}
