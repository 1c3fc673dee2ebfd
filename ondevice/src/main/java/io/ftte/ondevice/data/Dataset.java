package io.ftte.ondevice.data;

import io.ftte.ondevice.engine.Examples;
import java.util.Arrays;

/**
 * Labelled examples for classification. Features lie flat, example after example, so that an
 * example is the range {@code [i * width, (i + 1) * width)} of {@link #features()}.
 *
 * @param features {@code size * width} numbers, shared and not to be written
 * @param labels one class in {@code [0, classes)} per example, shared and not to be written
 * @param width numbers per example
 * @param classes number of classes
 */
public record Dataset(float[] features, int[] labels, int width, int classes) implements Examples {

    /** A dataset cut in two. */
    public record Split(Dataset train, Dataset heldOut) {}

    public Dataset {
        if (width < 1 || classes < 1) {
            throw new IllegalArgumentException(
                    "width and classes must be at least 1, got " + width + " and " + classes);
        }
        if (features.length != (long) labels.length * width) {
            throw new IllegalArgumentException(
                    String.format(
                            "expected %d x %d features, got %d",
                            labels.length, width, features.length));
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "label " + label + " is not a class in [0, " + classes + ")");
            }
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int example) {
        return labels[example];
    }

    @Override
    public void read(int example, float[] into, int at) {
        System.arraycopy(features, offset(example), into, at, width);
    }

    /** Index in {@link #features()} of the first number of an example. */
    public int offset(int example) {
        return example * width;
    }

    /** The examples at these indices, in this order, copied. */
    public Dataset subset(int[] indices) {
        float[] rows = new float[indices.length * width];
        int[] chosen = new int[indices.length];
        for (int k = 0; k < indices.length; k++) {
            System.arraycopy(features, offset(indices[k]), rows, k * width, width);
            chosen[k] = labels[indices[k]];
        }
        return new Dataset(rows, chosen, width, classes);
    }

    /** Indices of the examples of one class, ascending. */
    public int[] ofClass(int label) {
        int[] found = new int[size()];
        int count = 0;
        for (int i = 0; i < size(); i++) {
            if (labels[i] == label) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /**
     * Splits class by class, so that both parts have the classes in the same proportions; the same
     * arguments always give the same parts.
     *
     * @param heldOutShare share of every class that is held out, strictly between 0 and 1
     */
    public Split split(double heldOutShare, RandomInts random) {
        if (!(heldOutShare > 0 && heldOutShare < 1)) {
            throw new IllegalArgumentException(
                    "held-out share must lie between 0 and 1, got " + heldOutShare);
        }
        int[] train = new int[size()];
        int[] heldOut = new int[size()];
        int trained = 0;
        int held = 0;
        for (int label = 0; label < classes; label++) {
            int[] members = ofClass(label);
            Shuffle.of(members, random);
            int cut = (int) Math.round(members.length * heldOutShare);
            System.arraycopy(members, 0, heldOut, held, cut);
            System.arraycopy(members, cut, train, trained, members.length - cut);
            held += cut;
            trained += members.length - cut;
        }
        return new Split(
                subset(Arrays.copyOf(train, trained)), subset(Arrays.copyOf(heldOut, held)));
    }
}
