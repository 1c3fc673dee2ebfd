/** The record of how a model came to be: kept, looked at, checked. */
package io.ftte.cli.record;
