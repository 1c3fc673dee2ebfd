/**
 * From bytes to headers that may count: decoding, the partition's clock, signatures, and the gate
 * that joins chunks and refuses repeats and floods.
 */
package io.ftte.operators.intake;
