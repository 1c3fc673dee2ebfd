/** A device's own examples in memory, and the order in which they are drawn. */
package io.ftte.ondevice.data;
