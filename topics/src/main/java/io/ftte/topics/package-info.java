/**
 * The topics on Kafka, without Flink: {@link io.ftte.topics.Brokers} says how to reach them, {@link
 * io.ftte.topics.TopicLayout} what they look like, {@link io.ftte.topics.TopicReader} and {@link
 * io.ftte.topics.ControlTopic} read them.
 */
package io.ftte.topics;
