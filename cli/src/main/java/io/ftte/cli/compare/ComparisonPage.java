package io.ftte.cli.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.cli.watch.PageParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One page that needs nothing else: the charts' library lies within, and so do the numbers. */
final class ComparisonPage {
    private ComparisonPage() {}

    /** What the record names reaches the page as data alone, and becomes text there. */
    static String of(ObjectNode comparison) {
        return text("compare.html")
                .replace("/*STYLE*/", PageParts.uplotStyle() + PageParts.style())
                .replace("/*LICENCE*/", PageParts.uplotLicence())
                .replace("/*UPLOT*/", PageParts.uplotScript())
                .replace("/*CHARTS*/", PageParts.charts() + text("compare.js"))
                .replace("/*DATA*/", withoutMarkup(comparison.toString()));
    }

    /** Within a script, {@code <} could end it; in JSON it stands in strings alone. */
    private static String withoutMarkup(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String text(String resource) {
        try (InputStream in = ComparisonPage.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
