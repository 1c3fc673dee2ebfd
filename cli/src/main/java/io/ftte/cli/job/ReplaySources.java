package io.ftte.cli.job;

import io.ftte.jobs.live.RegisteredModels;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.FileInput;
import io.ftte.jobs.replay.ReplayInput;
import io.ftte.jobs.replay.TopicInput;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import io.ftte.topics.recording.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a replay is of: files with updates, a recording with all that belongs to it, or topics.
 *
 * @param path empty where it is topics
 */
public record ReplaySources(AggregationConf conf, Optional<Path> path, TopicRange range) {

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
            return new ReplaySources(conf, Optional.of(Path.of(name)), range);
        }
        if (conf.bootstrapServers().isEmpty()) {
            throw new OptionsException(
                    "There is no file "
                            + name
                            + ": correct --updates, or name the brokers of the topic with"
                            + " --bootstrap-servers");
        }
        return new ReplaySources(conf, Optional.empty(), range);
    }

    private Optional<Path> recording() {
        return path.filter(Manifest::isIn);
    }

    /** Whether the models are known from here. */
    public boolean hasModels() {
        return path.isEmpty() || recording().isPresent();
    }

    /** As they were registered. */
    public List<ModelDefinition> models() throws IOException {
        return recording().isPresent()
                ? RegisteredModels.recorded(recording().get(), Manifest.read(recording().get()))
                : RegisteredModels.read(conf.brokers(), conf.topics().control());
    }

    /** What the live job refused for its signature, where it asked for one. */
    public Set<Long> unauthorised() throws IOException {
        if (recording().isPresent()) {
            return UnauthorisedUpdates.recorded(
                    recording().get(), Manifest.read(recording().get()));
        }
        return conf.requireSignatures() ? UnauthorisedUpdates.read(conf) : Set.of();
    }

    public ReplayInput input(boolean tolerate) throws IOException {
        return path.isPresent()
                ? FileInput.open(conf, path.get(), tolerate)
                : new TopicInput(conf, range);
    }
}
