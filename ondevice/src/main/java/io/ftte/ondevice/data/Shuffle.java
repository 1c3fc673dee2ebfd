package io.ftte.ondevice.data;

/** Fisher-Yates; {@code Collections.shuffle} would need boxes and a {@code java.util.Random}. */
public final class Shuffle {

    private Shuffle() {}

    public static void of(int[] values, RandomInts random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
