package io.ftte.operators.data;

import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.SpectralStep.LayerStep;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.LayerTask;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SlicePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.function.SerializableSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the steps of layers and cuts them where shards end. A large one takes seconds, so it is
 * computed in a thread of its own: meanwhile the operator's thread takes checkpoints, in which
 * Flink keeps the tasks under way, and computes small steps, which are nobody's delay. No state.
 */
public final class StepLayer extends RichAsyncFunction<LayerTask, SlicePart> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(StepLayer.class);

    /**
     * Most tasks under way, those that wait for the thread among them; small ones come and go at
     * once. Each holds the sums of one layer, so this bounds memory: where the versions of large
     * layers come faster than their steps, the input waits from here on, and all models with it.
     */
    public static final int CAPACITY = 64;

    /** Work of two to four milliseconds, see {@link LayerMatrix#work}. */
    private static final double MOST_AT_ONCE = 2e7;

    private static final Comparator<LayerPart> BY_PLAN =
            Comparator.comparingInt(LayerPart::planId).thenComparingInt(LayerPart::slice);

    private final SerializableSupplier<ExecutorService> workers;
    private final double mostAtOnce;

    private transient ExecutorService worker;

    public StepLayer() {
        this(MOST_AT_ONCE);
    }

    /** With more or less work that is done at once. */
    public StepLayer(double mostAtOnce) {
        this(StepLayer::thread, mostAtOnce);
    }

    /** With a worker in which tests hold steps up. */
    public StepLayer(SerializableSupplier<ExecutorService> workers, double mostAtOnce) {
        this.workers = workers;
        this.mostAtOnce = mostAtOnce;
    }

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(
                run -> {
                    Thread thread = new Thread(run, "layer-step");
                    // A step under way ends by itself; it must not keep a process that stops.
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void open(OpenContext context) {
        worker = workers.get();
    }

    @Override
    public void asyncInvoke(LayerTask task, ResultFuture<SlicePart> result) {
        if (task.command().layer().work() <= mostAtOnce) {
            result.complete(step(task));
        } else {
            worker.execute(() -> complete(task, result));
        }
    }

    private static void complete(LayerTask task, ResultFuture<SlicePart> result) {
        try {
            finish(task, result);
        } catch (RejectedExecutionException e) {
            LOG.debug("a step of {} ends after its job", task.command().key(), e);
        }
    }

    private static void finish(LayerTask task, ResultFuture<SlicePart> result) {
        List<SlicePart> step;
        try {
            step = step(task);
        } catch (Throwable e) {
            // Memory that ran out in the thread fails the job, too.
            result.completeExceptionally(e);
            return;
        }
        result.complete(step);
    }

    private static List<SlicePart> step(LayerTask task) {
        LayerCommand command = task.command();
        LayerMatrix layer = command.layer();
        RangeSums sums = new RangeSums();
        sums.begin(layer.start(), layer.count());
        LayerPart[] parts = task.parts().clone();
        Arrays.sort(parts, BY_PLAN);
        for (LayerPart part : parts) {
            double z = RangeSums.divisorOf(part.planId(), command.planIds(), command.divisors());
            sums.add(part.segments(), part.values(), z);
        }
        double total = RangeSums.total(command.divisors());
        return cut(command, command.step().of(layer, sums.sum(), sums.divisor(), total));
    }

    /** The shards that wait for a part; the first of them also hears what was not finite. */
    private static List<SlicePart> cut(LayerCommand command, LayerStep step) {
        LayerKey key = command.key();
        LayerMatrix layer = command.layer();
        List<SlicePart> parts = new ArrayList<>();
        for (int shard : command.shards()) {
            int from = Math.max(layer.start(), shard * command.shardSize());
            int to = (int) Math.min(layer.end(), (shard + 1L) * command.shardSize());
            parts.add(
                    SlicePart.step(
                            new ShardKey(key.modelId(), key.generation(), shard),
                            command.version(),
                            key.layer(),
                            from,
                            Arrays.copyOfRange(
                                    step.values(), from - layer.start(), to - layer.start()),
                            parts.isEmpty() ? step.nonFinite() : 0));
        }
        return parts;
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.shutdownNow();
        }
    }
}
