/**
 * What a sequential network is: layers, shapes, tensors, and which of them a plan trains. Plain
 * JDK, so that a device needs nothing else to read it. Start with {@link io.ftte.network.Network},
 * then {@link io.ftte.network.Block} and {@link io.ftte.network.NetworkPlan}.
 */
package io.ftte.network;
