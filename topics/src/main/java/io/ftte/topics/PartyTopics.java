package io.ftte.topics;

/**
 * The names of the topics between two parties that aggregate a model together.
 *
 * @param requests the leader's for sums, on the leader's Kafka
 * @param sums the helper's answers, there, too
 * @param shares those of the helper, on the helper's Kafka
 */
public record PartyTopics(String requests, String sums, String shares) {}
