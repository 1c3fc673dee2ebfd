/**
 * What all commands share: options from a file and the command line, failures of one line,
 * converters. {@link io.ftte.cli.frame.JobCommand} takes the options of the job, {@link
 * io.ftte.cli.frame.ModelCommand} a model as well.
 */
package io.ftte.cli.frame;
