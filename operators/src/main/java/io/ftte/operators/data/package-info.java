/**
 * The data plane: {@link io.ftte.operators.data.SliceAccumulator} adds, {@link
 * io.ftte.operators.data.ParameterShard} steps and publishes.
 */
package io.ftte.operators.data;
