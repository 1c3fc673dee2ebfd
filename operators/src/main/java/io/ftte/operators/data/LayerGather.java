package io.ftte.operators.data;

import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.LayerTask;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gathers what a layer's step of a version is computed from: the command, and the slice sums that
 * lie in the layer, whichever come first. Versions do not wait for each other here; shards keep
 * their order. Nothing stays of a version that is whole, and each becomes whole, as every slice
 * that is told to close does: a removal needs no word. Keyed by layer.
 */
public final class LayerGather
        extends KeyedCoProcessFunction<LayerKey, LayerCommand, LayerPart, LayerTask> {
    private static final long serialVersionUID = 1;

    private transient MapState<Long, LayerCommand> commands;
    private transient MapState<Long, List<LayerPart>> parts;

    @Override
    public void open(OpenContext context) {
        commands = States.numbered(getRuntimeContext(), "commands", LayerCommand.class);
        parts = States.numberedLists(getRuntimeContext(), "parts", LayerPart.class);
    }

    @Override
    public void processElement1(LayerCommand command, Context context, Collector<LayerTask> out)
            throws Exception {
        List<LayerPart> gathered = parts.get(command.version());
        if (gathered != null && gathered.size() == command.parts()) {
            complete(command, gathered, out);
        } else {
            commands.put(command.version(), command);
        }
    }

    @Override
    public void processElement2(LayerPart part, Context context, Collector<LayerTask> out)
            throws Exception {
        List<LayerPart> gathered = parts.get(part.version());
        if (gathered == null) {
            gathered = new ArrayList<>();
        }
        gathered.add(part);
        LayerCommand command = commands.get(part.version());
        if (command != null && gathered.size() == command.parts()) {
            complete(command, gathered, out);
        } else {
            parts.put(part.version(), gathered);
        }
    }

    private void complete(LayerCommand command, List<LayerPart> gathered, Collector<LayerTask> out)
            throws Exception {
        commands.remove(command.version());
        parts.remove(command.version());
        out.collect(new LayerTask(command, gathered.toArray(new LayerPart[0])));
    }
}
