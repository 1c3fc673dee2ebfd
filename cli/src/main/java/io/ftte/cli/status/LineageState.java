package io.ftte.cli.status;

import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the lineage says of one model: which settings made its newest versions, at what cost. */
final class LineageState {
    private int generation = -1;
    private long newest;
    private long since;
    private Optional<ByteBuffer> hash = Optional.empty();
    private Optional<VersionPrivacy> privacy = Optional.empty();

    /** Records of one model come in the order of its versions. */
    void add(VersionLineage version) {
        boolean isNewer =
                version.getGeneration() > generation
                        || version.getGeneration() == generation && version.getVersion() > newest;
        if (!isNewer) {
            return;
        }
        boolean goesOn =
                version.getGeneration() == generation
                        && hash.equals(Optional.of(version.getSettingsHash()));
        since = goesOn ? since : version.getVersion();
        generation = version.getGeneration();
        newest = version.getVersion();
        hash = Optional.of(version.getSettingsHash());
        privacy = Optional.ofNullable(version.getPrivacy());
    }

    /** Of the settings that made the newest version; empty where it is of another generation. */
    Optional<ByteBuffer> settingsHash(int ofGeneration) {
        return generation == ofGeneration ? hash : Optional.empty();
    }

    /** Of the newest version, where the model is private and that version of this generation. */
    Optional<VersionPrivacy> privacy(int ofGeneration) {
        return generation == ofGeneration ? privacy : Optional.empty();
    }

    /** The first version in a row that they made. */
    long since() {
        return since;
    }
}
