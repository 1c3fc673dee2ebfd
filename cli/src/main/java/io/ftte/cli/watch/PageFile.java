package io.ftte.cli.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * A file of the page.
 *
 * @param type its media type
 */
record PageFile(String type, byte[] bytes) {
    private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    /** All that there are, by path. */
    static Map<String, PageFile> all() {
        String charts = "/META-INF/resources/webjars/uplot/%s/dist/".formatted(uplotVersion());
        return Map.of(
                "/", new PageFile("text/html; charset=utf-8", read("index.html")),
                "/page.css", new PageFile("text/css; charset=utf-8", read("page.css")),
                "/page.js", new PageFile("text/javascript; charset=utf-8", read("page.js")),
                "/charts.js", new PageFile("text/javascript; charset=utf-8", read("charts.js")),
                "/icon.svg", new PageFile("image/svg+xml", read("icon.svg")),
                "/uplot.css",
                        new PageFile("text/css; charset=utf-8", read(charts + "uPlot.min.css")),
                "/uplot.js",
                        new PageFile(
                                "text/javascript; charset=utf-8",
                                read(charts + "uPlot.iife.min.js")));
    }

    /** A WebJar's files lie under its version, which the build alone names. */
    private static String uplotVersion() {
        Properties properties = new Properties();
        try (InputStream in = PageFile.class.getResourceAsStream(UPLOT)) {
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String resource) {
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
