/** Examples to train on: built in, from IDX files, and how they are dealt to devices. */
package io.ftte.devices.data;
