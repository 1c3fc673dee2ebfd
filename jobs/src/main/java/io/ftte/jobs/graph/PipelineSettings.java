package io.ftte.jobs.graph;

import io.ftte.control.LayoutSizes;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;

/**
 * What the aggregation graph needs to know, live or in a replay.
 *
 * @param updatesTopic named in rejections
 * @param controlTopic named in rejections of registrations
 * @param decisionsTopic named in rejections of changes
 * @param time of the updates; the source's watermarks must use the same
 * @param sizes of slices and shards for models first seen by this job
 * @param gate limits for devices
 * @param planGrace versions for which updates of a plan count after its successor
 */
public record PipelineSettings(
        String updatesTopic,
        String controlTopic,
        String decisionsTopic,
        EventTime time,
        LayoutSizes sizes,
        GateSettings gate,
        int planGrace) {

    public PipelineSettings {
        sizes.checked();
    }
}
