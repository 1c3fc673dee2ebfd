package io.ftte.jobs.replay;

import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A replay on a Flink in this process.
 *
 * @param models registered before the first update counts
 * @param changes of their settings, which come into force at the versions that they name
 * @param recordedSettings whether the settings that changed while the updates were written change
 *     here as well
 * @param unauthorised join keys of the records that the live job refused for their signature
 * @param savepoint of the live job, to begin with its state
 */
public record Replay(
        AggregationConf conf,
        List<ModelDefinition> models,
        List<ModelSettings> changes,
        boolean recordedSettings,
        Set<Long> unauthorised,
        Optional<String> savepoint) {

    /**
     * Runs it.
     *
     * @param scratch an empty local directory, where the result lies as long as it does
     * @param shards whether the numbers of the versions are kept as well
     * @throws OptionsException one line, where a model is private and there is no key
     * @throws Exception when the Flink job fails
     */
    public ReplayResult run(
            ReplayInput input, Path scratch, boolean shards, ReplayProgress progress)
            throws Exception {
        requireKey();
        conf.readDeviceNameKey();
        Configuration flink = AggregationPipeline.flinkDefaults();
        savepoint.ifPresent(
                path -> {
                    flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
                    // That of the live job's own sources and sinks.
                    flink.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
                });
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        conf.parallelism().orElse(Runtime.getRuntime().availableProcessors()),
                        flink);
        DataStream<RawRecord> updates = input.updates(env, progress);
        DataStream<ControlMessage> registered = ReplayJob.control(env, models, changes);
        DataStream<ControlMessage> control =
                input.decisions(env, recordedSettings, progress)
                        .map(decided -> registered.union(decided))
                        .orElse(registered);
        Optional<DataStream<Piece>> sums = input.sums(env, progress);
        requireSums(sums.isPresent());
        ReplayJob.collect(
                AggregationPipeline.build(
                        updates,
                        control,
                        input.settings(),
                        Authorisation.recorded(unauthorised),
                        payloads -> sums.map(payloads::union).orElse(payloads)),
                scratch,
                shards);
        return ReplayJob.collected(env.execute("ftte-replay"), models, scratch, progress.damages());
    }

    /** What is private in a savepoint, the job itself finds out. */
    private void requireKey() {
        if (conf.readPrivacyKey().isPresent()) {
            return;
        }
        for (ModelDefinition model : models) {
            if (model.head().getAggregation().getPrivacyNoise() != null) {
                throw new OptionsException(
                        "model %s is private, and its noise follows from a key: %s"
                                .formatted(model.head().getModelId(), PrivacyKeySource.ADVICE));
            }
        }
    }

    private void requireSums(boolean there) {
        for (ModelDefinition model : models) {
            if (!there && model.head().getAggregation().getSharingUnit() != null) {
                throw new OptionsException(
                        "two parties aggregate model %s: give the leader's party-key-file, and topics or a recording that has its helper's sums"
                                .formatted(model.head().getModelId()));
            }
        }
    }

    /**
     * Runs it to the files of a run.
     *
     * @param out directory of the files; created where it is not there
     * @param parameters whether the versions carry their numbers
     */
    public ReplaySummary write(
            ReplayInput input, Path scratch, Path out, boolean parameters, ReplayProgress progress)
            throws Exception {
        long start = System.nanoTime();
        ReplayResult result = run(input, scratch, parameters, progress);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new ReplayFiles(result, out).write(parameters, seconds);
    }
}
