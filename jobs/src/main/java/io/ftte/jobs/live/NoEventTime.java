package io.ftte.jobs.live;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/** Of an input that never holds event time back: the end of time, from the beginning on. */
final class NoEventTime<T> implements WatermarkGenerator<T> {

    @Override
    public void onEvent(T record, long timestamp, WatermarkOutput output) {
        // Records do not count.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.emitWatermark(Watermark.MAX_WATERMARK);
    }
}
