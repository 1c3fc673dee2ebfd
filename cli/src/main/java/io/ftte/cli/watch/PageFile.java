package io.ftte.cli.watch;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A file of the page.
 *
 * @param type its media type
 */
record PageFile(String type, byte[] bytes) {
    private static final String CSS = "text/css; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /** All that there are, by path. */
    static Map<String, PageFile> all() {
        return Map.of(
                "/", of("text/html; charset=utf-8", PageParts.text("index.html")),
                "/page.css", of(CSS, PageParts.style()),
                "/page.js", of(JAVASCRIPT, PageParts.text("page.js")),
                "/charts.js", of(JAVASCRIPT, PageParts.charts()),
                "/icon.svg", of("image/svg+xml", PageParts.text("icon.svg")),
                "/uplot.css", of(CSS, PageParts.uplotStyle()),
                "/uplot.js", of(JAVASCRIPT, PageParts.uplotScript()));
    }

    private static PageFile of(String type, String text) {
        return new PageFile(type, text.getBytes(StandardCharsets.UTF_8));
    }
}
