package io.ftte.operators.intake;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** What the gate is to know of the control topic; the Sequencer refuses what makes no model. */
public final class ModelSizes implements FlatMapFunction<ControlMessage, ModelSize> {
    private static final long serialVersionUID = 1;

    @Override
    public void flatMap(ControlMessage message, Collector<ModelSize> out) {
        if (message.value().length == 0) {
            out.collect(new ModelSize(message.modelId(), 0));
            return;
        }
        try {
            if (RecordCodec.decode(message.value()) instanceof ModelRegistration head
                    && head.getParameterCount() > 0) {
                out.collect(new ModelSize(message.modelId(), head.getParameterCount()));
            }
        } catch (WireException e) {
            // No registration, whatever it is.
        }
    }
}
