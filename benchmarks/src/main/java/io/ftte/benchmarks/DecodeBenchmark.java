package io.ftte.benchmarks;

import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Random;
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

/**
 * From a record's bytes to what the control plane knows; the baseline is Avro's generated decoder.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
    @Param({"3000", "131072"})
    private int components;

    @Param({"F32", "F16", "INT8"})
    private TensorEncoding encoding;

    private final UpdateReader reader = new UpdateReader();
    private final StatisticsAccumulator statistics = new StatisticsAccumulator();
    private byte[] chunk;
    private byte[] record;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        float[] delta = new float[components];
        for (int i = 0; i < components; i++) {
            delta[i] = (float) random.nextGaussian();
        }
        chunk = Tensors.encode(encoding, delta, 0, components);
        record =
                RecordCodec.encode(
                        new DeviceUpdate(
                                "model",
                                "device-1",
                                1L,
                                1L,
                                1,
                                32L,
                                components,
                                0,
                                encoding,
                                ByteBuffer.wrap(chunk),
                                null));
    }

    @Benchmark
    public UpdateReader.Kind header() throws WireException {
        return reader.read(record);
    }

    @Benchmark
    public double statistics() {
        return statistics.compute(encoding, chunk, 0, components).norm();
    }

    @Benchmark
    public double headerAndStatistics() throws WireException {
        reader.read(record);
        return statistics
                .compute(encoding, record, reader.deltaOffset(), reader.components())
                .norm();
    }

    @Benchmark
    public byte[] headerStatisticsAndCut() throws WireException {
        reader.read(record);
        statistics.compute(encoding, record, reader.deltaOffset(), reader.components());
        return Tensors.cut(encoding, record, reader.deltaOffset(), 0, reader.components());
    }

    @Benchmark
    public DeviceUpdate avroDecoder() throws WireException {
        return RecordCodec.decode(record, DeviceUpdate.class);
    }
}
