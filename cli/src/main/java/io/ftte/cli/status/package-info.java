/** What topics and groups say, at one moment, of a job and its models: {@code status}. */
package io.ftte.cli.status;
