/**
 * The data plane: {@link io.ftte.operators.data.SliceAccumulator} adds, {@link
 * io.ftte.operators.data.ParameterShard} steps and publishes. Where a step sees whole layers,
 * {@link io.ftte.operators.data.LayerGather} and {@link io.ftte.operators.data.StepLayer} stand
 * between.
 */
package io.ftte.operators.data;
