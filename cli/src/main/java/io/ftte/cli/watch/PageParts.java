package io.ftte.cli.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The look and the charts of the live page, for other pages to have the same. */
public final class PageParts {
    private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private PageParts() {}

    /** Colours, cards and tables, light and dark. */
    public static String style() {
        return text("page.css");
    }

    /** A module that exports {@code Chart}, a chart of uPlot in the colours of the page. */
    public static String charts() {
        return text("charts.js");
    }

    /** uPlot's own style. */
    public static String uplotStyle() {
        return text(uplot("dist/uPlot.min.css"));
    }

    /** uPlot, a script that defines {@code uPlot}. */
    public static String uplotScript() {
        return text(uplot("dist/uPlot.iife.min.js"));
    }

    /** Which must go with the script. */
    public static String uplotLicence() {
        return text(uplot("LICENSE"));
    }

    /** A WebJar's files lie under its version, which the build alone names. */
    private static String uplot(String file) {
        Properties properties = new Properties();
        try (InputStream in = PageParts.class.getResourceAsStream(UPLOT)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/uplot/%s/%s"
                .formatted(properties.getProperty("version"), file);
    }

    /** A resource in UTF-8. */
    static String text(String resource) {
        try (InputStream in = PageParts.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
