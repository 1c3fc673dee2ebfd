/**
 * Training on a device within a known number of bytes; plain JDK.
 *
 * <p>Read {@link io.ftte.ondevice.engine.TrainingEngine}, then {@link
 * io.ftte.ondevice.engine.ArenaLayout} (where everything stands, from the liveness of each moment
 * of a step), {@link io.ftte.ondevice.engine.ForwardPass} and {@link
 * io.ftte.ondevice.engine.BackwardPass}; {@link io.ftte.ondevice.engine.kernel.Tile} is where the
 * time goes.
 */
package io.ftte.ondevice.engine;
