/** The command that shows what a device can train within its memory. */
package io.ftte.cli.plan;
