package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What the JSON parser objects to, in one line. */
public final class JsonErrors {

    private JsonErrors() {}

    /** Without the parser's note where an unclosed bracket began: it names no source. */
    public static String describe(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceAll("\\s+", " ");
        return "not valid JSON: " + message.replaceFirst(" \\(start marker at .*", "");
    }
}
