/**
 * The command line {@code ./ftte}: {@link io.ftte.cli.Ftte} names the commands, which stand in
 * packages by what a person does.
 */
package io.ftte.cli;
