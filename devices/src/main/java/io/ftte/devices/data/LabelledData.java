package io.ftte.devices.data;

import io.ftte.ondevice.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A named data set in two parts.
 *
 * @param test examples that nothing trains on
 * @param clients whom each training example belongs to, where the set says so; any numbers
 */
public record LabelledData(String name, Dataset train, Dataset test, Optional<int[]> clients) {

    /** The set that comes with this module. */
    public static final String DIGITS = "digits";

    /** Grey, and in colour. */
    private static final List<String> IMAGES = List.of("-images-idx3-ubyte", "-images-idx4-ubyte");

    private static final String SUBJECTS = "train-subjects-idx1-ubyte";
    private static final double HELD_OUT = 0.2;
    private static final float WHITE = 255f;

    /** Of the UCI set's signals, units of acceleration and angular velocity per step. */
    private static final float SIGNAL_STEPS = 2_000f;

    /** The six activities of the UCI set; the labels after them are transitions between them. */
    private static final int ACTIVITIES = 6;

    /**
     * Opens {@value #DIGITS} or a directory of IDX files, plain or gzipped: images as MNIST and
     * Fashion-MNIST name them ({@code train-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, …;
     * pixels from 0 to 1), channel-major where they are in colour ({@code
     * train-images-idx4-ubyte}), by person where {@code train-subjects-idx1-ubyte} says whose they
     * are; or windows of a smartphone's signals by person ({@code train-signals-idx3-short}, {@code
     * test-labels-idx1-ubyte}, {@code train-subjects-idx1-ubyte}, …; the six activities).
     *
     * @throws IOException one line that names what is missing or broken
     */
    public static LabelledData open(String nameOrDirectory) throws IOException {
        if (nameOrDirectory.equals(DIGITS)) {
            Dataset.Split split = Digits.load().split(HELD_OUT, Seeds.generator(0, 0)::nextInt);
            return new LabelledData(DIGITS, split.train(), split.heldOut(), Optional.empty());
        }
        Path directory = Path.of(nameOrDirectory);
        if (!Files.isDirectory(directory)) {
            throw new IOException(
                    "There is no data directory %s; name one of IDX files, or %s"
                            .formatted(directory, DIGITS));
        }
        String name = directory.toAbsolutePath().normalize().getFileName().toString();
        for (String images : IMAGES) {
            if (IdxArray.find(directory, "train" + images).isPresent()) {
                return images(name, directory, images);
            }
        }
        if (IdxArray.find(directory, "train-signals-idx3-short").isPresent()) {
            return signals(name, directory);
        }
        throw new IOException(
                directory
                        + " holds neither train-images-idx3-ubyte (or idx4) nor"
                        + " train-signals-idx3-short,"
                        + " plain or .gz");
    }

    private static LabelledData images(String name, Path directory, String images)
            throws IOException {
        Dataset train = dataset(directory, "train" + images, WHITE, "train-labels-idx1-ubyte");
        Dataset test = dataset(directory, "t10k" + images, WHITE, "t10k-labels-idx1-ubyte");
        Optional<int[]> subjects =
                IdxArray.find(directory, SUBJECTS).isPresent()
                        ? Optional.of(labels(directory, SUBJECTS, train.size()))
                        : Optional.empty();
        return new LabelledData(name, train, test, subjects);
    }

    private static LabelledData signals(String name, Path directory) throws IOException {
        Dataset train =
                dataset(
                        directory,
                        "train-signals-idx3-short",
                        SIGNAL_STEPS,
                        "train-labels-idx1-ubyte");
        Dataset test =
                dataset(
                        directory,
                        "test-signals-idx3-short",
                        SIGNAL_STEPS,
                        "test-labels-idx1-ubyte");
        int[] subjects = labels(directory, SUBJECTS, train.size());
        int[] kept = activities(train);
        return new LabelledData(
                name,
                basic(train, kept),
                basic(test, activities(test)),
                Optional.of(Arrays.stream(kept).map(i -> subjects[i]).toArray()));
    }

    private static int[] activities(Dataset data) {
        return IntStream.range(0, data.size()).filter(i -> data.label(i) < ACTIVITIES).toArray();
    }

    private static Dataset basic(Dataset data, int[] kept) {
        Dataset subset = data.subset(kept);
        return new Dataset(subset.features(), subset.labels(), subset.width(), ACTIVITIES);
    }

    private static Dataset dataset(Path directory, String features, float unit, String labels)
            throws IOException {
        IdxArray rows = array(directory, features);
        if (rows.items() == 0) {
            throw new IOException(directory.resolve(features) + " holds no example");
        }
        float[] values = rows.values();
        for (int i = 0; i < values.length; i++) {
            values[i] /= unit;
        }
        int[] classes = labels(directory, labels, rows.items());
        return new Dataset(
                values, classes, rows.width(), Arrays.stream(classes).max().orElseThrow() + 1);
    }

    private static int[] labels(Path directory, String name, int expected) throws IOException {
        IdxArray labels = array(directory, name);
        if (labels.items() != expected || labels.width() != 1) {
            throw new IOException(
                    "%s has %d numbers for %d examples"
                            .formatted(
                                    directory.resolve(name),
                                    (long) labels.items() * labels.width(),
                                    expected));
        }
        int[] classes = new int[expected];
        for (int i = 0; i < expected; i++) {
            classes[i] = (int) labels.values()[i];
        }
        return classes;
    }

    private static IdxArray array(Path directory, String name) throws IOException {
        return IdxArray.read(
                IdxArray.find(directory, name)
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                directory.resolve(name)
                                                        + " is missing, plain and .gz")));
    }
}
