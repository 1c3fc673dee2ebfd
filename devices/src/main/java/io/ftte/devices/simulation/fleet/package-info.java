/**
 * Who takes part in a simulation: how fast devices are, when they are there, what they hold, what
 * they send.
 */
package io.ftte.devices.simulation.fleet;
