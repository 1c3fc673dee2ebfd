package io.ftte.operators.sharing;

import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.SliceKey;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The helper's sums as pieces for the slices that wait for them. Only the helper writes to their
 * topic, so what cannot be read is a fault to look for, not somebody's update to refuse.
 */
public final class ReadSums implements FlatMapFunction<RawRecord, Piece> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ReadSums.class);

    @Override
    public void flatMap(RawRecord raw, Collector<Piece> out) {
        try {
            out.collect(piece(RecordCodec.decode(raw.value(), SumPart.class)));
        } catch (WireException | IllegalArgumentException e) {
            LOG.warn(
                    "partition {} offset {} of the topic of sums is none: {}",
                    raw.partition(),
                    raw.offset(),
                    e.getMessage());
        }
    }

    private static Piece piece(SumPart part) {
        byte[] numbers = ShareDecoder.bytes(part.getNumbers());
        return new Piece(
                new SliceKey(part.getModelId(), part.getPlanId(), part.getSlice()),
                JoinKey.ofSum(part.getGeneration(), part.getVersion()),
                0,
                numbers.length / Integer.BYTES,
                TensorEncoding.F32,
                0,
                numbers);
    }
}
