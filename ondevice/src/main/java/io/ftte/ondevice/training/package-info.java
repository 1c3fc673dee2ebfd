/**
 * Local training of the part of a network that a plan names, and what a tensor is worth on a
 * device's data.
 */
package io.ftte.ondevice.training;
