/** A fleet of simulated devices in real time, as the demonstration runs it. */
package io.ftte.devices.fleet;
