package io.ftte.cluster;

import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a job has published.
 *
 * @param lineage of its versions
 * @param rejections its refusals
 * @param shards records of kinds MODEL and AVERAGE: each version has them once
 */
record Published(
        List<VersionLineage> lineage, List<Rejection> rejections, List<ModelShard> shards) {
    Published {
        lineage = List.copyOf(lineage);
        rejections = List.copyOf(rejections);
        shards = List.copyOf(shards);
    }

    static final Published NOTHING = new Published(List.of(), List.of(), List.of());

    static Published of(ReplayResult replay) throws IOException {
        return new Published(
                replay.lineage(),
                replay.rejections(),
                replay.shards().stream().filter(Published::isOfOneVersion).toList());
    }

    /** A snapshot comes again at every revision. */
    static boolean isOfOneVersion(ModelShard shard) {
        return shard.getKind() == ShardKind.MODEL || shard.getKind() == ShardKind.AVERAGE;
    }

    /** This, and what another has beyond it. */
    Published completedBy(Published other) {
        return new Published(
                completed(lineage, other.lineage, VersionLineage::getVersion),
                completed(
                        rejections,
                        other.rejections,
                        refusal -> List.of(refusal.getPartition(), refusal.getOffset())),
                completed(
                        shards,
                        other.shards,
                        shard -> List.of(shard.getKind(), shard.getVersion(), shard.getShard())));
    }

    private static <T> List<T> completed(List<T> own, List<T> others, Function<T, Object> key) {
        Set<Object> present = own.stream().map(key).collect(Collectors.toSet());
        return Stream.concat(
                        own.stream(),
                        others.stream().filter(other -> !present.contains(key.apply(other))))
                .toList();
    }
}
