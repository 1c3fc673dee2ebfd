/** Builds the records that leave on the model and rejection topics. */
package io.ftte.operators.records;
