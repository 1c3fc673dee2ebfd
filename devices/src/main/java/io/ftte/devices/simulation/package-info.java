/**
 * A fleet of devices on a virtual clock: the same rule, plan and engine as the job and the devices,
 * without Kafka and without waiting. The same seed gives the same result on any number of threads.
 */
package io.ftte.devices.simulation;
