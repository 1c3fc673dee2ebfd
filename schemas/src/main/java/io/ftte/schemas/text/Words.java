package io.ftte.schemas.text;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Constants as settings and files write them: lower case, hyphens for underscores. */
public final class Words {
    private static final int SHOWN = 60;

    private Words() {}

    /** The word of a constant. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The words of all constants, in the order of their declaration. */
    public static List<String> all(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
    }

    /**
     * The constant that a word means. There is no default: a word of a later release must not be
     * taken for another.
     *
     * @param setting where the word stands, for the error
     * @throws IllegalArgumentException one line that lists the known words and names the nearest
     */
    public static <E extends Enum<E>> E parse(String setting, Class<E> type, String word) {
        List<String> known = all(type);
        check(setting, known, word);
        return type.getEnumConstants()[known.indexOf(word)];
    }

    /** Throws as {@link #parse} does where the word is none of these. */
    static void check(String setting, List<String> known, String word) {
        if (!known.contains(word)) {
            throw new IllegalArgumentException(
                    "%s must be one of %s, not %s; the nearest is %s"
                            .formatted(
                                    setting,
                                    String.join(", ", known),
                                    shown(word),
                                    NearestName.of(cut(word), known)));
        }
    }

    /** Quoted and without line breaks, whatever somebody put on a topic. */
    private static String shown(String word) {
        return TextNode.valueOf(cut(word)) + (word.length() > SHOWN ? "…" : "");
    }

    private static String cut(String word) {
        return word.length() > SHOWN ? word.substring(0, SHOWN) : word;
    }
}
