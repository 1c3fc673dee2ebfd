package io.ftte.devices.data;

import io.ftte.ondevice.data.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The 1,797 handwritten digits of 8×8 pixels that come with this module (origin and licence: {@code
 * digits.README.md} beside the resource).
 */
public final class Digits {

    public static final int PIXELS = 64;
    public static final int CLASSES = 10;

    /** The largest pixel value of the file. */
    private static final float WHITE = 16f;

    private Digits() {}

    /** All images in the file's order, pixels scaled to [0, 1]. */
    public static Dataset load() {
        List<String> lines = lines();
        float[] features = new float[lines.size() * PIXELS];
        int[] labels = new int[lines.size()];
        for (int i = 0; i < labels.length; i++) {
            String[] cells = lines.get(i).split(",");
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                features[i * PIXELS + pixel] = Integer.parseInt(cells[pixel]) / WHITE;
            }
            labels[i] = Integer.parseInt(cells[PIXELS]);
        }
        return new Dataset(features, labels, PIXELS, CLASSES);
    }

    private static List<String> lines() {
        try (InputStream file = Digits.class.getResourceAsStream("digits.csv.gz")) {
            if (file == null) {
                throw new IllegalStateException(
                        "the resource digits.csv.gz is missing from the devices jar; build again");
            }
            byte[] text = new GZIPInputStream(file).readAllBytes();
            return new String(text, StandardCharsets.US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
