/**
 * Training on a device within a known number of bytes; plain JDK.
 *
 * <p>Read {@link io.ftte.devices.engine.TrainingEngine}, then {@link
 * io.ftte.devices.engine.ArenaLayout} (where everything stands, from the liveness of each moment of
 * a step), {@link io.ftte.devices.engine.ForwardPass} and {@link
 * io.ftte.devices.engine.BackwardPass}; {@link io.ftte.devices.engine.kernel.Tile} is where the
 * time goes.
 */
package io.ftte.devices.engine;
