/** Experiments over simulated fleets: their files, their runs and what is written of them. */
package io.ftte.cli.experiment;
