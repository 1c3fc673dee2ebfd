package io.ftte.topics;

/**
 * One setting of a topic, the value it is created with and what an existing topic must satisfy.
 *
 * @param name Kafka's name for it, for example {@code cleanup.policy}
 */
public record TopicSetting(String name, String value, Rule rule) {

    /** How the value of an existing topic is compared with the wanted one. */
    public enum Rule {
        EXACTLY("", true),
        AT_MOST("at most ", true),
        AT_LEAST("at least ", true),
        /** Given at creation, afterwards the operator's business. */
        AT_CREATION("", false);

        private final String words;
        private final boolean checked;

        Rule(String words, boolean checked) {
            this.words = words;
            this.checked = checked;
        }
    }

    /** Whether a topic with this value may be used. */
    boolean accepts(String found) {
        if (!rule.checked || found.equals(value)) {
            return true;
        }
        return switch (rule) {
            case AT_MOST -> Long.parseLong(found) <= Long.parseLong(value);
            case AT_LEAST -> Long.parseLong(found) >= Long.parseLong(value);
            case EXACTLY, AT_CREATION -> false;
        };
    }

    /** For a message: the wanted value with its comparison. */
    String wanted() {
        return rule.words + value;
    }
}
