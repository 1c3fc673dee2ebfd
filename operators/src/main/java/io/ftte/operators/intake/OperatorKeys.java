package io.ftte.operators.intake;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.wire.Standings;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** What the control topic says of devices' keys. */
public final class OperatorKeys implements FlatMapFunction<ControlMessage, KeyMessage> {
    private static final long serialVersionUID = 1;

    @Override
    public void flatMap(ControlMessage message, Collector<KeyMessage> out) {
        Standings.of(message.value())
                .filter(standing -> Standings.problem(standing, message.modelId()).isEmpty())
                .filter(standing -> standing.getPublicKey() != null)
                .ifPresent(
                        standing ->
                                out.collect(KeyMessage.operator(standing.getDeviceId(), message)));
    }
}
