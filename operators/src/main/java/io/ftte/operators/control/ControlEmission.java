package io.ftte.operators.control;

import io.ftte.aggregation.Refusal;
import io.ftte.control.Model;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.stream.ControlMessage;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;

/** Emits what a record of the control topic does to a model. */
final class ControlEmission extends Emission {
    private final String controlTopic;
    private final ControlMessage message;

    /**
     * @param topic of the updates, named in rejections
     * @param controlTopic named in the record's rejection
     */
    ControlEmission(
            String topic,
            String controlTopic,
            ControlMessage message,
            Model model,
            ModelMetrics metrics,
            SliceCommands slices,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        super(topic, model, metrics, slices, context);
        this.controlTopic = controlTopic;
        this.message = message;
    }

    @Override
    public void refuse(Refusal refusal) {
        reject(Rejections.ofControl(controlTopic, message, refusal.reason(), refusal.detail()));
    }
}
