/**
 * The arithmetic of the engine: convolutions, dense layers, rectifiers, the loss. {@link
 * io.ftte.ondevice.engine.kernel.Tile} is where the time goes.
 */
package io.ftte.ondevice.engine.kernel;
