/**
 * Topics in files: a directory of Avro containers with a manifest, written by {@link
 * io.ftte.topics.recording.Recorder}, read by {@link io.ftte.topics.recording.RecordedTopic}.
 */
package io.ftte.topics.recording;
