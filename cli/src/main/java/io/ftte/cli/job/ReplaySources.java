package io.ftte.cli.job;

import io.ftte.jobs.live.RegisteredModels;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.FileInput;
import io.ftte.jobs.replay.LivePosition;
import io.ftte.jobs.replay.ReplayInput;
import io.ftte.jobs.replay.TopicInput;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import io.ftte.topics.recording.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a replay is of: files with updates, a recording with all that belongs to it, or topics.
 *
 * @param path empty where it is topics
 * @param position of a live job, to begin there
 */
public record ReplaySources(
        AggregationConf conf,
        Optional<Path> path,
        TopicRange range,
        Optional<LivePosition> position) {

    /**
     * @param name a file, a directory, or the topic that the options name as well
     * @throws OptionsException one line, where there is no such thing
     */
    public static ReplaySources of(AggregationConf conf, String name, TopicRange range) {
        if (Files.exists(Path.of(name))) {
            if (!range.equals(TopicRange.WHOLE)) {
                throw new OptionsException(
                        "--from, --to and --from-offsets belong to a topic; omit them");
            }
            return new ReplaySources(conf, Optional.of(Path.of(name)), range, Optional.empty());
        }
        if (conf.bootstrapServers().isEmpty()) {
            throw new OptionsException(
                    "There is no file "
                            + name
                            + ": correct --updates, or name the brokers of the topic with"
                            + " --bootstrap-servers");
        }
        return new ReplaySources(conf, Optional.empty(), range, Optional.empty());
    }

    /**
     * The same from where a live job stood.
     *
     * @param savepoint path of its savepoint or retained checkpoint
     * @throws OptionsException one line, where that is none, or there is no place to begin
     */
    public ReplaySources from(String savepoint) throws IOException {
        if (path.isPresent() && recording().isEmpty() || !range.equals(TopicRange.WHOLE)) {
            throw new OptionsException(
                    "--from-savepoint needs a directory that record wrote, or a topic without"
                            + " --from, --to and --from-offsets");
        }
        return new ReplaySources(conf, path, range, Optional.of(LivePosition.read(savepoint)));
    }

    private Optional<Path> recording() {
        return path.filter(Manifest::isIn);
    }

    /** Whether the models are known from here. */
    public boolean hasModels() {
        return path.isEmpty() || recording().isPresent();
    }

    /** As they were registered; with a position, those that its savepoint does not know. */
    public List<ModelDefinition> models() throws IOException {
        String control = conf.topics().control();
        if (position.isPresent()) {
            Map<Integer, Long> from = position.get().control();
            return recording().isPresent()
                    ? RegisteredModels.recorded(recording().get(), manifest(), from)
                    : RegisteredModels.read(conf.brokers(), control, from);
        }
        return recording().isPresent()
                ? RegisteredModels.recorded(recording().get(), manifest())
                : RegisteredModels.read(conf.brokers(), control);
    }

    /** What the live job refused for its signature, where it asked for one. */
    public Set<Long> unauthorised() throws IOException {
        if (recording().isPresent()) {
            return UnauthorisedUpdates.recorded(recording().get(), manifest());
        }
        return conf.requireSignatures() ? UnauthorisedUpdates.read(conf) : Set.of();
    }

    /**
     * @param tolerate whether to go on behind what is damaged
     */
    public ReplayInput input(boolean tolerate) throws IOException {
        if (path.isPresent()) {
            return FileInput.open(conf, path.get(), position, tolerate);
        }
        return position.isPresent()
                ? new TopicInput(conf, position.get())
                : new TopicInput(conf, range);
    }

    private Manifest manifest() throws IOException {
        return Manifest.read(recording().orElseThrow());
    }
}
