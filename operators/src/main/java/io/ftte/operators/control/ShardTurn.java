package io.ftte.operators.control;

import io.ftte.operators.stream.ShardCommand;

/**
 * When a waiting command of a shard is due.
 *
 * @param version a step or a removal: the version to make next, or that would be; a revision of the
 *     plans: the version that the shard has when it comes
 * @param revision the number of the revision, which counts from 1; 0 of a step or a removal
 */
public record ShardTurn(long version, int revision) {
    public static ShardTurn of(ShardCommand command) {
        return switch (command.kind()) {
            case PLANS -> ofRevision(command.plans().lastVersion(), command.plans().number());
            // It stands where the version after the last one would.
            case REMOVE -> ofVersion(command.version() + 1);
            case STEP -> ofVersion(command.version());
            case INIT -> throw new IllegalArgumentException("a shard begins at once");
        };
    }

    public static ShardTurn ofVersion(long version) {
        return new ShardTurn(version, 0);
    }

    public static ShardTurn ofRevision(long version, int number) {
        return new ShardTurn(version, number);
    }
}
