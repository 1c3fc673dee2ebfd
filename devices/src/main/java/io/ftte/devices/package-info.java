/**
 * What runs on a device: training, the client of the topics, and a fleet of simulated devices. No
 * Flink in here.
 */
package io.ftte.devices;
