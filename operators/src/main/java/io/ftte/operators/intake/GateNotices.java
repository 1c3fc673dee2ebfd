package io.ftte.operators.intake;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Standings;
import io.ftte.schemas.wire.WireException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** What the gate is to know of the control topic; the Sequencer refuses what makes no sense. */
public final class GateNotices implements FlatMapFunction<ControlMessage, GateNotice> {
    private static final long serialVersionUID = 1;

    @Override
    public void flatMap(ControlMessage message, Collector<GateNotice> out) {
        if (message.value().length == 0) {
            out.collect(GateNotice.model(message.modelId(), 0));
            return;
        }
        try {
            SpecificRecord record = RecordCodec.decode(message.value());
            if (record instanceof ModelRegistration head && head.getParameterCount() > 0) {
                out.collect(GateNotice.model(message.modelId(), head.getParameterCount()));
            } else if (record instanceof DeviceStanding standing
                    && Standings.problem(standing, message.modelId()).isEmpty()) {
                out.collect(GateNotice.device(standing, message.orderTime()));
            }
        } catch (WireException e) {
            // Nothing for the gate, whatever it is.
        }
    }
}
