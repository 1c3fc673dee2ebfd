package io.ftte.schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.CharConversionException;

/** What the JSON parser objects to, in one line. */
public final class JsonErrors {

    private JsonErrors() {}

    /** Of bytes that are no text in the encoding for which the parser took them. */
    static String describe(CharConversionException e) {
        return "not valid JSON: " + e.getMessage();
    }

    /** Without the parser's note where an unclosed bracket began: it names no source. */
    public static String describe(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceAll("\\s+", " ");
        return "not valid JSON: " + message.replaceFirst(" \\(start marker at .*", "");
    }
}
