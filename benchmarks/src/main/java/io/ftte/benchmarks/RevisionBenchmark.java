package io.ftte.benchmarks;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.Weight;
import io.ftte.control.Decisions;
import io.ftte.control.FirstVersion;
import io.ftte.control.LayoutSizes;
import io.ftte.control.Model;
import io.ftte.control.ModelMemory;
import io.ftte.control.Removal;
import io.ftte.control.Revision;
import io.ftte.control.Update;
import io.ftte.control.VersionClose;
import io.ftte.schemas.Plan;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A revision of a large model's plans, as the Sequencer makes it: until all shards are told. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RevisionBenchmark {
    private static final String MODEL = "m";

    @Param({"10000000", "100000000"})
    private int parameters;

    /** Of its one plan, evenly over the parameters, of which it trains a half. */
    @Param({"1000", "20000"})
    private int ranges;

    private Model model;
    private byte[] republish;

    @Setup
    public void setUp() {
        int apart = parameters / ranges;
        List<TensorRange> trained = new ArrayList<>();
        for (int i = 0; i < ranges; i++) {
            trained.add(new TensorRange("w", i * apart, i * apart + apart / 2));
        }
        ModelDefinition definition =
                ModelDefinition.of(
                        MODEL,
                        0,
                        List.of(new Tensor("w", List.of(parameters))),
                        List.of(new Plan(1, trained, null)),
                        AggregationJson.defaults(),
                        new float[parameters],
                        Optional.empty());
        int size = ModelDefinition.CHUNK;
        model =
                new Model(
                        MODEL,
                        new ModelMemory(),
                        new LayoutSizes(size, size),
                        1,
                        Optional.empty(),
                        false);
        definition.controlRecords().forEach(record -> model.accept(record.value(), told(null)));
        republish = RecordCodec.encode(new RepublishRequest(MODEL));
    }

    @Benchmark
    public void revise(Blackhole shards) {
        model.accept(republish, told(shards));
    }

    /**
     * @param shards hears what each shard is told of a revision
     */
    private static Decisions<Update> told(Blackhole shards) {
        return new Decisions<>() {
            @Override
            public void begin(FirstVersion first) {}

            @Override
            public void revise(Revision revision) {
                for (int shard = 0; shard < revision.model().layout().shardCount(); shard++) {
                    shards.consume(revision.of(shard));
                }
            }

            @Override
            public void admit(Update update, Weight weight, int fill) {
                throw new IllegalStateException("nobody sends updates");
            }

            @Override
            public void drop(Update update, Refusal refusal) {
                throw new IllegalStateException("nobody sends updates");
            }

            @Override
            public void close(VersionClose close) {
                throw new IllegalStateException("nobody sends updates");
            }

            @Override
            public void end(Removal removal) {
                throw new IllegalStateException("nobody removes the model");
            }

            @Override
            public void refuse(Refusal refusal) {
                throw new IllegalStateException(refusal.detail());
            }
        };
    }
}
