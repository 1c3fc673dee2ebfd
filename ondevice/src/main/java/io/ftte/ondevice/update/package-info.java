/**
 * What a device sends: an update, cut into records and signed. Start with {@link
 * io.ftte.ondevice.update.UpdateChunks}.
 */
package io.ftte.ondevice.update;
