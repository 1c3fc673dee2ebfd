package io.ftte.ondevice.engine.kernel;

import java.util.Arrays;

/**
 * What one output position sees, in the order of a kernel: [channel, kernel row, kernel column].
 */
final class Patches {

    private Patches() {}

    /**
     * Reads the patch of position (y, x) of one sample.
     *
     * @param sample where the sample stands
     * @param fromRow the first kernel row to read, counted through the channels
     * @param toRow one past the last
     * @param into receives {@code (toRow - fromRow)·kernelWidth} numbers from index {@code at}
     */
    static void read(
            ConvolutionShape shape,
            float[] arena,
            int sample,
            int y,
            int x,
            int fromRow,
            int toRow,
            float[] into,
            int at) {
        int kernelHeight = shape.kernelHeight();
        int kernelWidth = shape.kernelWidth();
        int left = x - shape.paddingWidth();
        int top = y - shape.paddingHeight();
        int lo = Math.min(kernelWidth, Math.max(0, -left));
        int hi = Math.max(lo, Math.min(kernelWidth, shape.inputWidth() - left));
        boolean three = kernelWidth == 3 && lo == 0 && hi == 3;
        int channel = fromRow / kernelHeight;
        int ky = fromRow % kernelHeight;
        int to = at;
        for (int row = fromRow; row < toRow; row++) {
            int line = top + ky;
            int from = sample + channel * shape.inputPlane() + line * shape.inputWidth() + left;
            if (line < 0 || line >= shape.inputHeight()) {
                Arrays.fill(into, to, to + kernelWidth, 0f);
            } else if (three) {
                into[to] = arena[from];
                into[to + 1] = arena[from + 1];
                into[to + 2] = arena[from + 2];
            } else {
                for (int kx = 0; kx < kernelWidth; kx++) {
                    into[to + kx] = kx >= lo && kx < hi ? arena[from + kx] : 0f;
                }
            }
            to += kernelWidth;
            if (++ky == kernelHeight) {
                ky = 0;
                channel++;
            }
        }
    }
}
