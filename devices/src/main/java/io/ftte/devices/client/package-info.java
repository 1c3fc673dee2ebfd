/**
 * The device's side of the topics: versions and plans in, updates and profiles out. Kafka is known
 * to {@link io.ftte.devices.client.ModelReader}, {@link io.ftte.devices.client.UpdateSender} and
 * {@link io.ftte.devices.client.ProfileSender} only.
 */
package io.ftte.devices.client;
