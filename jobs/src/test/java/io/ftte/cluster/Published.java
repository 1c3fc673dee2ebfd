package io.ftte.cluster;

import io.ftte.jobs.ReplayResult;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import java.util.List;

/**
 * What a job has published.
 *
 * @param lineage of its versions
 * @param rejections its refusals
 * @param shards records of kind MODEL
 */
record Published(
        List<VersionLineage> lineage, List<Rejection> rejections, List<ModelShard> shards) {
    Published {
        lineage = List.copyOf(lineage);
        rejections = List.copyOf(rejections);
        shards = List.copyOf(shards);
    }

    static Published of(ReplayResult replay) {
        return new Published(
                replay.lineage(),
                replay.rejections(),
                replay.shards().stream()
                        .filter(shard -> shard.getKind() == ShardKind.MODEL)
                        .toList());
    }
}
