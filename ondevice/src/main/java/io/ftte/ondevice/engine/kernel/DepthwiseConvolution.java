package io.ftte.ondevice.engine.kernel;

/**
 * A convolution of each channel with a kernel of its own. Nothing is shared between outputs, so
 * shifted planes are added one tap after another.
 */
public final class DepthwiseConvolution {

    private final float[] arena;
    private final Tile tile;
    private final ShiftedPlanes planes;

    public DepthwiseConvolution(float[] arena, Tile tile) {
        this.arena = arena;
        this.tile = tile;
        this.planes = new ShiftedPlanes(arena);
    }

    /** Output = weights ∗ input + bias. */
    public void forward(
            ConvolutionShape shape, int samples, int input, int weights, int bias, int output) {
        for (int channel = 0; channel < shape.channels(); channel++) {
            correlate(
                    samples,
                    input + channel * shape.inputPlane(),
                    shape.inputSize(),
                    shape.inputHeight(),
                    shape.inputWidth(),
                    output + channel * shape.plane(),
                    shape.outputSize(),
                    shape.height(),
                    shape.width(),
                    shape,
                    weights + channel * shape.taps(),
                    1,
                    arena[bias + channel]);
        }
    }

    /** Sets the loss's derivative with respect to the input. */
    public void inputGradient(
            ConvolutionShape shape, int samples, int outputGradient, int weights, int input) {
        for (int channel = 0; channel < shape.channels(); channel++) {
            correlate(
                    samples,
                    outputGradient + channel * shape.plane(),
                    shape.outputSize(),
                    shape.height(),
                    shape.width(),
                    input + channel * shape.inputPlane(),
                    shape.inputSize(),
                    shape.inputHeight(),
                    shape.inputWidth(),
                    shape,
                    weights + channel * shape.taps(),
                    -1,
                    0f);
        }
    }

    private void correlate(
            int samples,
            int from,
            int fromStride,
            int fromHeight,
            int fromWidth,
            int to,
            int toStride,
            int toHeight,
            int toWidth,
            ConvolutionShape shape,
            int weights,
            int sign,
            float start) {
        int allRows = samples * toHeight;
        int rowStep = ShiftedPlanes.rowsPerTile(toWidth);
        int columnStep = ShiftedPlanes.columnsPerTile(toWidth);
        for (int row = 0; row < allRows; row += rowStep) {
            for (int column = 0; column < toWidth; column += columnStep) {
                planes.select(
                        toHeight,
                        row,
                        Math.min(rowStep, allRows - row),
                        column,
                        Math.min(columnStep, toWidth - column));
                tile.fill(0, planes.positions(), start);
                for (int k = 0; k < shape.taps(); k += Tile.TERMS) {
                    int terms = Math.min(Tile.TERMS, shape.taps() - k);
                    for (int t = 0; t < terms; t++) {
                        int dy = (k + t) / shape.kernelWidth() - shape.paddingHeight();
                        int dx = (k + t) % shape.kernelWidth() - shape.paddingWidth();
                        planes.read(
                                tile.terms[t],
                                from,
                                fromStride,
                                fromHeight,
                                fromWidth,
                                sign * dy,
                                sign * dx);
                    }
                    tile.add(1, planes.positions(), terms, arena, weights + k, 0, 1);
                }
                planes.write(tile.sums[0], to, toStride, toWidth);
            }
        }
    }

    /**
     * Adds the derivative with respect to the weights of some channels.
     *
     * @param input the trained channels of the input, without the others
     * @param runs which channels these are
     */
    public void weightGradient(
            ConvolutionShape shape,
            int[] runs,
            int samples,
            int input,
            int outputGradient,
            int gradient) {
        int trained = Runs.length(runs);
        int i = 0;
        for (int run = 0; run < runs.length; run += 2) {
            for (int channel = runs[run]; channel < runs[run + 1]; channel++, i++) {
                for (int tap = 0; tap < shape.taps(); tap++) {
                    float sum = 0f;
                    for (int n = 0; n < samples; n++) {
                        int x = input + (n * trained + i) * shape.inputPlane();
                        int g = outputGradient + n * shape.outputSize() + channel * shape.plane();
                        sum += dot(shape, tap, x, g);
                    }
                    arena[gradient + i * shape.taps() + tap] += sum;
                }
            }
        }
    }

    private float dot(ConvolutionShape shape, int tap, int input, int output) {
        int dy = tap / shape.kernelWidth() - shape.paddingHeight();
        int dx = tap % shape.kernelWidth() - shape.paddingWidth();
        int toX = Math.min(shape.width(), shape.inputWidth() - dx);
        int toY = Math.min(shape.height(), shape.inputHeight() - dy);
        float sum = 0f;
        for (int y = Math.max(0, -dy); y < toY; y++) {
            int from = input + (y + dy) * shape.inputWidth() + dx;
            int g = output + y * shape.width();
            for (int x = Math.max(0, -dx); x < toX; x++) {
                sum += arena[from + x] * arena[g + x];
            }
        }
        return sum;
    }
}
