package io.ftte.schemas.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One JSON object, read field by field with strict types; a field nobody asked for is an error.
 *
 * <p>Every failure is an {@link IllegalArgumentException} of one line that names the field's path.
 * A field that is {@code null} counts as absent.
 */
public final class JsonFields {

    private final JsonNode node;
    private final String path;
    private final Set<String> known = new HashSet<>();

    public JsonFields(JsonNode node, String path) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(label(path) + " must be a JSON object");
        }
        this.node = node;
        this.path = path;
    }

    public Optional<JsonNode> value(String name) {
        known.add(name);
        return node.hasNonNull(name) ? Optional.of(node.get(name)) : Optional.empty();
    }

    /** Whether the field is there, if only as {@code null}. */
    boolean names(String name) {
        return node.has(name);
    }

    public JsonNode required(String name) {
        return value(name)
                .orElseThrow(() -> new IllegalArgumentException(at(name) + " is missing"));
    }

    public String text(String name) {
        JsonNode value = required(name);
        require(value.isTextual(), name, "a string", value);
        return value.textValue();
    }

    public OptionalLong integer(String name) {
        Optional<JsonNode> value = value(name);
        value.ifPresent(
                v ->
                        require(
                                v.isIntegralNumber() && v.canConvertToLong(),
                                name,
                                "an integer of 64 bits",
                                v));
        return value.map(v -> OptionalLong.of(v.longValue())).orElseGet(OptionalLong::empty);
    }

    public OptionalInt integer32(String name) {
        Optional<JsonNode> value = value(name);
        value.ifPresent(v -> require(isInt(v), name, "an integer of 32 bits", v));
        return value.map(v -> OptionalInt.of(v.intValue())).orElseGet(OptionalInt::empty);
    }

    public int requiredInt(String name) {
        required(name);
        return integer32(name).getAsInt();
    }

    public OptionalDouble number(String name) {
        Optional<JsonNode> value = value(name);
        value.ifPresent(v -> require(v.isNumber(), name, "a number", v));
        return value.map(v -> OptionalDouble.of(v.doubleValue())).orElseGet(OptionalDouble::empty);
    }

    /** True or false; false where absent. */
    public boolean flag(String name) {
        Optional<JsonNode> value = value(name);
        value.ifPresent(v -> require(v.isBoolean(), name, "true or false", v));
        return value.map(JsonNode::booleanValue).orElse(false);
    }

    /** The constant that a word means, see {@link Words}. */
    public <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        return word(name, Words.all(type)).map(word -> Words.parse(at(name), type, word));
    }

    /** One of these words. */
    Optional<String> word(String name, List<String> known) {
        Optional<JsonNode> value = value(name);
        value.ifPresent(v -> require(v.isTextual(), name, "one of " + String.join(", ", known), v));
        Optional<String> word = value.map(JsonNode::textValue);
        word.ifPresent(w -> Words.check(at(name), known, w));
        return word;
    }

    public Optional<JsonFields> object(String name) {
        return value(name).map(v -> new JsonFields(v, at(name)));
    }

    public List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode element : array(name)) {
            objects.add(new JsonFields(element, at(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    /** A list of strings that may be absent; one string alone is no list. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonNode list = value(name).orElseGet(JsonNodeFactory.instance::arrayNode);
        require(list.isArray(), name, "a list of strings", list);
        for (JsonNode text : list) {
            require(text.isTextual(), name, "a list of strings", list);
            texts.add(text.textValue());
        }
        return texts;
    }

    /** A list of at least one number that may be absent; then it is empty. */
    public List<Double> numbers(String name) {
        List<Double> numbers = new ArrayList<>();
        value(name)
                .ifPresent(
                        list -> {
                            String expected = "a list of numbers such as [0.01, 1]";
                            require(list.isArray() && !list.isEmpty(), name, expected, list);
                            for (JsonNode number : list) {
                                require(number.isNumber(), name, expected, number);
                                numbers.add(number.doubleValue());
                            }
                        });
        return numbers;
    }

    public List<Integer> integers(String name) {
        List<Integer> integers = new ArrayList<>();
        for (JsonNode element : array(name)) {
            require(isInt(element), name, "an array of integers", element);
            integers.add(element.intValue());
        }
        return integers;
    }

    /** The object's own path from the file's root; empty for the root. */
    public String place() {
        return path;
    }

    /** The object as it was read. */
    public JsonNode tree() {
        return node;
    }

    /** The field's path from the file's root. */
    public String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** To be called last: names the first field that nobody asked for. */
    public void end() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "%s is unknown; known are %s; the nearest is %s"
                                .formatted(
                                        at(name),
                                        String.join(", ", sorted()),
                                        NearestName.of(name, known)));
            }
        }
    }

    private JsonNode array(String name) {
        JsonNode value = required(name);
        require(value.isArray(), name, "an array", value);
        return value;
    }

    private void require(boolean condition, String name, String expected, JsonNode found) {
        if (!condition) {
            String shown = found.toString();
            throw new IllegalArgumentException(
                    at(name)
                            + " must be "
                            + expected
                            + ", not "
                            + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
        }
    }

    private List<String> sorted() {
        return known.stream().sorted().toList();
    }

    private static String label(String path) {
        return path.isEmpty() ? "a registration" : path;
    }

    private static boolean isInt(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }
}
