/**
 * Recorded updates through the graph, from files or a range of a topic, to files. Start with {@link
 * io.ftte.jobs.replay.Replay}.
 */
package io.ftte.jobs.replay;
