/**
 * What an app needs to take part: bytes of a version in, steps, bytes of an update out, whoever
 * carries them. Plain Java, and of it what Android has. Start with {@link
 * io.ftte.ondevice.OnDeviceTrainer}.
 */
package io.ftte.ondevice;
