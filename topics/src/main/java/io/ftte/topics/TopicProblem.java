package io.ftte.topics;

/**
 * Why a topic cannot be used as it is.
 *
 * @param what one line for a person
 * @param command what to run to mend it
 */
public record TopicProblem(String topic, String what, String command) {

    static TopicProblem missing(TopicSpec topic, String create) {
        return new TopicProblem(topic.name(), "does not exist", create);
    }

    static TopicProblem partitions(
            TopicSpec topic, int found, int required, String brokers, String create) {
        return new TopicProblem(
                topic.name(),
                "has %d partitions, wanted %d".formatted(found, required),
                "kafka-topics.sh --bootstrap-server %s --delete --topic %s && %s"
                        .formatted(brokers, topic.name(), create));
    }

    static TopicProblem setting(
            TopicSpec topic, TopicSetting setting, String found, String brokers) {
        return new TopicProblem(
                topic.name(),
                "has %s=%s, wanted %s".formatted(setting.name(), found, setting.wanted()),
                ("kafka-configs.sh --bootstrap-server %s --alter --entity-type topics"
                                + " --entity-name %s --add-config %s=%s")
                        .formatted(brokers, topic.name(), setting.name(), setting.value()));
    }

    @Override
    public String toString() {
        return topic + " " + what;
    }
}
