package io.ftte.ondevice.engine.kernel;

/**
 * Convolution without an im2col matrix: the rows of that matrix are made four at a time in the
 * tile, for as many positions as fit, and across samples where planes are small.
 */
public final class DirectConvolution implements ConvolutionKernel {

    private final float[] arena;
    private final Tile tile;
    private final ShiftedPlanes planes;
    private final SlidingPatches patches;

    public DirectConvolution(float[] arena, Tile tile) {
        this.arena = arena;
        this.tile = tile;
        this.planes = new ShiftedPlanes(arena);
        this.patches = new SlidingPatches(arena, tile);
    }

    @Override
    public void forward(
            ConvolutionShape shape,
            int samples,
            int input,
            int weights,
            int bias,
            int output,
            int scratch) {
        int allRows = samples * shape.height();
        int rowStep = ShiftedPlanes.rowsPerTile(shape.width());
        int columnStep = ShiftedPlanes.columnsPerTile(shape.width());
        for (int row = 0; row < allRows; row += rowStep) {
            for (int column = 0; column < shape.width(); column += columnStep) {
                planes.select(
                        shape.height(),
                        row,
                        Math.min(rowStep, allRows - row),
                        column,
                        Math.min(columnStep, shape.width() - column));
                for (int filter = 0; filter < shape.filters(); filter += Tile.ROWS) {
                    forwardTile(shape, input, weights, bias, output, filter);
                }
            }
        }
    }

    private void forwardTile(
            ConvolutionShape shape, int input, int weights, int bias, int output, int filter) {
        int filters = Math.min(Tile.ROWS, shape.filters() - filter);
        int positions = planes.positions();
        for (int m = 0; m < filters; m++) {
            tile.fill(m, positions, arena[bias + filter + m]);
        }
        int fanIn = shape.fanIn();
        int channel = input;
        int tap = 0;
        for (int k = 0; k < fanIn; k += Tile.TERMS) {
            int terms = Math.min(Tile.TERMS, fanIn - k);
            for (int t = 0; t < terms; t++) {
                readInput(shape, channel, tap, tile.terms[t]);
                if (++tap == shape.taps()) {
                    tap = 0;
                    channel += shape.inputPlane();
                }
            }
            tile.add(filters, positions, terms, arena, weights + filter * fanIn + k, fanIn, 1);
        }
        for (int m = 0; m < filters; m++) {
            int plane = output + (filter + m) * shape.plane();
            planes.write(tile.sums[m], plane, shape.outputSize(), shape.width());
        }
    }

    /** What the positions of the tile see of a channel through one tap. */
    private void readInput(ConvolutionShape shape, int channel, int tap, float[] into) {
        planes.read(
                into,
                channel,
                shape.inputSize(),
                shape.inputHeight(),
                shape.inputWidth(),
                tap / shape.kernelWidth() - shape.paddingHeight(),
                tap % shape.kernelWidth() - shape.paddingWidth());
    }

    @Override
    public void inputGradient(
            ConvolutionShape shape,
            int samples,
            int outputGradient,
            int weights,
            int inputGradient,
            int scratch) {
        int allRows = samples * shape.inputHeight();
        int rowStep = ShiftedPlanes.rowsPerTile(shape.inputWidth());
        int columnStep = ShiftedPlanes.columnsPerTile(shape.inputWidth());
        for (int row = 0; row < allRows; row += rowStep) {
            for (int column = 0; column < shape.inputWidth(); column += columnStep) {
                planes.select(
                        shape.inputHeight(),
                        row,
                        Math.min(rowStep, allRows - row),
                        column,
                        Math.min(columnStep, shape.inputWidth() - column));
                for (int channel = 0; channel < shape.channels(); channel += Tile.ROWS) {
                    inputGradientTile(shape, outputGradient, weights, inputGradient, channel);
                }
            }
        }
    }

    /**
     * An input reaches the output at (y, x) through the tap at (ky, kx) from where that tap sits.
     */
    private void inputGradientTile(
            ConvolutionShape shape, int outputGradient, int weights, int inputGradient, int from) {
        int channels = Math.min(Tile.ROWS, shape.channels() - from);
        int positions = planes.positions();
        int taps = shape.taps();
        for (int m = 0; m < channels; m++) {
            tile.fill(m, positions, 0f);
        }
        for (int tap = 0; tap < taps; tap++) {
            int dy = shape.paddingHeight() - tap / shape.kernelWidth();
            int dx = shape.paddingWidth() - tap % shape.kernelWidth();
            for (int filter = 0; filter < shape.filters(); filter += Tile.TERMS) {
                int terms = Math.min(Tile.TERMS, shape.filters() - filter);
                for (int t = 0; t < terms; t++) {
                    int plane = outputGradient + (filter + t) * shape.plane();
                    planes.read(
                            tile.terms[t],
                            plane,
                            shape.outputSize(),
                            shape.height(),
                            shape.width(),
                            dy,
                            dx);
                }
                int factors = weights + filter * shape.fanIn() + from * taps + tap;
                tile.add(channels, positions, terms, arena, factors, taps, shape.fanIn());
            }
        }
        for (int m = 0; m < channels; m++) {
            int plane = inputGradient + (from + m) * shape.inputPlane();
            planes.write(tile.sums[m], plane, shape.inputSize(), shape.inputWidth());
        }
    }

    @Override
    public void weightGradient(
            ConvolutionShape shape,
            int samples,
            int input,
            int outputGradient,
            int gradient,
            int scratch) {
        int kernelRows = shape.channels() * shape.kernelHeight();
        int rowStep = Tile.WIDTH / shape.kernelWidth();
        for (int filter = 0; filter < shape.filters(); filter += Tile.ROWS) {
            int filters = Math.min(Tile.ROWS, shape.filters() - filter);
            for (int row = 0; row < kernelRows; row += rowStep) {
                int toRow = Math.min(kernelRows, row + rowStep);
                int width = (toRow - row) * shape.kernelWidth();
                int corner = gradient + filter * shape.fanIn() + row * shape.kernelWidth();
                loadGradient(shape, filters, toRow - row, corner);
                patches.select(shape, row, toRow);
                for (int n = 0; n < samples; n++) {
                    int plane = outputGradient + n * shape.outputSize() + filter * shape.plane();
                    addSample(shape, input + n * shape.inputSize(), plane, filters, width);
                }
                storeGradient(shape, filters, toRow - row, corner);
            }
        }
    }

    /** The sums in the order of {@link SlidingPatches}. */
    private void loadGradient(ConvolutionShape shape, int filters, int rows, int corner) {
        for (int m = 0; m < filters; m++) {
            int from = corner + m * shape.fanIn();
            for (int kx = 0; kx < shape.kernelWidth(); kx++) {
                for (int r = 0; r < rows; r++) {
                    tile.sums[m][kx * rows + r] = arena[from + r * shape.kernelWidth() + kx];
                }
            }
        }
    }

    private void storeGradient(ConvolutionShape shape, int filters, int rows, int corner) {
        for (int m = 0; m < filters; m++) {
            int to = corner + m * shape.fanIn();
            for (int kx = 0; kx < shape.kernelWidth(); kx++) {
                for (int r = 0; r < rows; r++) {
                    arena[to + r * shape.kernelWidth() + kx] = tile.sums[m][kx * rows + r];
                }
            }
        }
    }

    private void addSample(ConvolutionShape shape, int sample, int plane, int filters, int width) {
        int positions = shape.plane();
        for (int p = 0; p < positions; p += Tile.TERMS) {
            int terms = Math.min(Tile.TERMS, positions - p);
            patches.read(sample, p, terms);
            tile.add(filters, width, terms, arena, plane + p, positions, 1);
        }
    }
}
