package io.ftte.jobs.graph;

import io.ftte.operators.control.Sequencer;
import io.ftte.operators.data.LayerGather;
import io.ftte.operators.data.ParameterShard;
import io.ftte.operators.data.SliceAccumulator;
import io.ftte.operators.data.StepLayer;
import io.ftte.operators.intake.DecodeUpdate;
import io.ftte.operators.intake.DeviceGate;
import io.ftte.operators.intake.GateNotices;
import io.ftte.operators.intake.PartitionClock;
import io.ftte.operators.intake.SignatureCheck;
import io.ftte.operators.lineage.VersionLedger;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.KeySpread;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.LayerTask;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardHashes;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SlicePart;
import io.ftte.operators.stream.UpdateHeader;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The aggregation graph between its sources and its sinks, which are injected: the live job, a
 * replay and the tests all run this one.
 *
 * <pre>
 *                                             model-sizes ◄─────────────┬── control
 *                                                  │                    ▼
 *  updates ─► decode-update ─headers─► partition-clock ─► device-gate ─► sequencer
 *                  │                     (partition)   (model, device)    (model)
 *                  │                                                        │
 *                  └─pieces──────────────► slice-accumulator ◄──commands────┤
 *                                        (model, plan, slice)               │
 *                                             │        │ sums, spectral     │
 *                                             │        ▼                    │
 *                                             │    layer-gather ◄──commands─┤
 *                                             │   (model, layer)            │
 *                                        sums │        │ tasks              │
 *                                             │        ▼                    │
 *                                             │    layer-step               │
 *                                             │        │ steps              │ steps
 *                                             ▼        ▼                    │
 *  models ◄────────────────────────────── parameter-shard ◄─────────────────┤
 *                                          (model, shard)                   │
 *                                                  │ leaf hashes            │ contributions
 *                                                  ▼                        │
 *  lineage ◄─────────────────────────────── version-ledger ◄────────────────┘
 *                                               (model)
 *  rejected ◄── decode-update, sequencer
 * </pre>
 *
 * <p>Names are the operators' uids; what each is keyed by stands in brackets. Sums go by way of the
 * layers only where a model's optimiser is spectral. Where signatures are required, {@link
 * Authorisation} puts its check between clock and gate.
 */
public final class AggregationPipeline {
    /** Of Flink's asynchronous operator: a step takes as long as it takes. */
    private static final long NO_TIMEOUT = 0;

    private AggregationPipeline() {}

    /**
     * What the graph produces: records of the three output topics.
     *
     * @param sumRequests of models that two parties aggregate: what the helper is asked for
     */
    public record Outputs(
            DataStream<OutputRecord> models,
            DataStream<OutputRecord> lineage,
            DataStream<OutputRecord> rejected,
            DataStream<OutputRecord> sumRequests) {

        /** With refusals from beside the graph. */
        public Outputs withRejected(DataStream<OutputRecord> more) {
            return new Outputs(models, lineage, rejected.union(more), sumRequests);
        }
    }

    /** Settings of the graph, whoever runs it; where its state lies is not among them. */
    public static Configuration flinkDefaults() {
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(PipelineOptions.MAX_PARALLELISM, KeySpread.KEY_GROUPS);
        // Uncompressed state on the heap is read from files field by field, each a system call.
        flink.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
        return flink;
    }

    /**
     * @param updates with watermarks M − B − 1 per partition, assigned inside the source
     * @param control whose watermark stays at its minimum until what lay on the topic has been read
     */
    public static Outputs build(
            DataStream<RawRecord> updates,
            DataStream<ControlMessage> control,
            PipelineSettings settings) {
        return build(updates, control, settings, Authorisation.none());
    }

    /** With a say in who may contribute. */
    public static Outputs build(
            DataStream<RawRecord> updates,
            DataStream<ControlMessage> control,
            PipelineSettings settings,
            Authorisation authorisation) {
        return build(updates, control, settings, authorisation, UnaryOperator.identity());
    }

    /**
     * With something in the way of the payloads as well: the helper's sums join them, and tests
     * hold them up there.
     */
    public static Outputs build(
            DataStream<RawRecord> updates,
            DataStream<ControlMessage> control,
            PipelineSettings settings,
            Authorisation authorisation,
            UnaryOperator<DataStream<Piece>> payloadWay) {
        return build(updates, control, settings, authorisation, payloadWay, new StepLayer());
    }

    /** With steps that tests hold up. */
    public static Outputs build(
            DataStream<RawRecord> updates,
            DataStream<ControlMessage> control,
            PipelineSettings settings,
            Authorisation authorisation,
            UnaryOperator<DataStream<Piece>> payloadWay,
            StepLayer stepLayer) {
        SingleOutputStreamOperator<UpdateHeader> decoded =
                named(
                                updates.process(
                                        new DecodeUpdate(
                                                settings.updatesTopic(),
                                                settings.sizes().sliceSize(),
                                                authorisation.proves(),
                                                settings.partyKey())),
                                "decode-update")
                        .setParallelism(updates.getParallelism());
        SingleOutputStreamOperator<UpdateHeader> clocked =
                named(
                        decoded.keyBy(UpdateHeader::partition)
                                .process(new PartitionClock(settings.time())),
                        "partition-clock");
        SingleOutputStreamOperator<UpdateHeader> authorised = authorisation.step().apply(clocked);
        SingleOutputStreamOperator<UpdateHeader> gated =
                named(
                        authorised
                                .keyBy(
                                        header ->
                                                new DeviceKey(header.modelId(), header.deviceId()),
                                        TypeInformation.of(DeviceKey.class))
                                .connect(
                                        named(control.flatMap(new GateNotices()), "model-sizes")
                                                .broadcast(DeviceGate.MODELS, DeviceGate.REVOKED))
                                .process(new DeviceGate(settings.gate())),
                        "device-gate");
        SingleOutputStreamOperator<SliceCommand> sequenced =
                named(
                        gated.connect(control)
                                .keyBy(UpdateHeader::modelId, ControlMessage::modelId)
                                .process(
                                        new Sequencer(
                                                settings.updatesTopic(),
                                                settings.controlTopic(),
                                                settings.decisionsTopic(),
                                                settings.sizes(),
                                                settings.planGrace(),
                                                settings.firstGenerations(),
                                                settings.privacyKey(),
                                                settings.partyKey())),
                        "sequencer");
        SingleOutputStreamOperator<SlicePart> sums =
                named(
                        payloadWay
                                .apply(decoded.getSideOutput(DecodeUpdate.PIECES))
                                .connect(sequenced)
                                .keyBy(Piece::key, SliceCommand::key)
                                .process(
                                        new SliceAccumulator(
                                                settings.records(),
                                                settings.refers(),
                                                settings.sizes().sliceSize(),
                                                settings.privacyKey())),
                        "slice-accumulator");
        SingleOutputStreamOperator<OutputRecord> shards =
                named(
                        sequenced
                                .getSideOutput(Sequencer.SHARDS)
                                .connect(sums.union(layerSteps(sequenced, sums, stepLayer)))
                                .keyBy(ShardCommand::key, SlicePart::key)
                                .process(new ParameterShard()),
                        "parameter-shard");
        SingleOutputStreamOperator<OutputRecord> lineage =
                named(
                        sequenced
                                .getSideOutput(Sequencer.LEDGER)
                                .connect(shards.getSideOutput(ParameterShard.HASHES))
                                .keyBy(LedgerCommand::key, ShardHashes::key)
                                .process(new VersionLedger(settings.deviceNameKey())),
                        "version-ledger");
        DataStream<OutputRecord> rejected =
                sequenced
                        .getSideOutput(Sequencer.REJECTED)
                        .union(decoded.getSideOutput(DecodeUpdate.REJECTED));
        return new Outputs(
                shards.union(sequenced.getSideOutput(Sequencer.PLANS)),
                lineage,
                authorisation.proves()
                        ? rejected.union(authorised.getSideOutput(SignatureCheck.REJECTED))
                        : rejected,
                sequenced.getSideOutput(Sequencer.SUM_REQUESTS));
    }

    /** The steps of models whose optimiser sees whole layers. */
    private static DataStream<SlicePart> layerSteps(
            SingleOutputStreamOperator<SliceCommand> sequenced,
            SingleOutputStreamOperator<SlicePart> sums,
            StepLayer stepLayer) {
        SingleOutputStreamOperator<LayerTask> tasks =
                named(
                        sequenced
                                .getSideOutput(Sequencer.LAYERS)
                                .connect(sums.getSideOutput(SliceAccumulator.LAYERS))
                                .keyBy(LayerCommand::key, LayerPart::key)
                                .process(new LayerGather()),
                        "layer-gather");
        // A watermark waits for the tasks before it, and all behind it wait for the watermark: a
        // long step would hold up those of every other model. Nobody behind here asks the time.
        SingleOutputStreamOperator<LayerTask> timeless =
                named(
                        tasks.assignTimestampsAndWatermarks(WatermarkStrategy.noWatermarks()),
                        "layer-watermarks");
        return named(
                AsyncDataStream.unorderedWait(
                        timeless, stepLayer, NO_TIMEOUT, TimeUnit.SECONDS, StepLayer.CAPACITY),
                "layer-step");
    }

    private static <T> SingleOutputStreamOperator<T> named(
            SingleOutputStreamOperator<T> operator, String name) {
        return operator.uid(name).name(name);
    }
}
