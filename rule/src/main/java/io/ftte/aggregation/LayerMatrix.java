package io.ftte.aggregation;

import io.ftte.network.Weights;
import io.ftte.schemas.Tensor;

/**
 * A layer as a matrix over a contiguous range of a model's parameters: a row for each output (of a
 * depthwise convolution: each channel), a column for each input times the places of the window, and
 * the bias, where it has one, as the last column. The rows stand one after the other, the bias
 * behind them.
 *
 * @param name for messages
 * @param start index of its first parameter in the model
 * @param outputs rows
 * @param inputs columns without that of the bias
 */
public record LayerMatrix(String name, int start, int outputs, int inputs, boolean hasBias) {
    /** See {@link #work}. */
    private static final int PASSES_OF_EIGENVALUES = 7;

    private static final int PASSES_OF_LAYER = 16;

    static LayerMatrix of(Weights weights) {
        return new LayerMatrix(
                weights.layer().name(),
                weights.kernel().offset(),
                weights.kernel().shape().channels(),
                weights.kernel().shape().positions(),
                true);
    }

    /** A tensor by itself: its first axis are the rows, and a vector is one column. */
    static LayerMatrix of(Tensor tensor, int start) {
        int rows = tensor.getShape().isEmpty() ? 1 : tensor.getShape().get(0);
        int columns = tensor.getShape().stream().skip(1).reduce(1, (a, b) -> a * b);
        return new LayerMatrix(tensor.getName(), start, rows, columns, false);
    }

    int columns() {
        return hasBias ? inputs + 1 : inputs;
    }

    /** Index in the layer's range. */
    int place(int output, int column) {
        return column < inputs ? output * inputs + column : outputs * inputs + output;
    }

    /** How many parameters it has. */
    public int count() {
        return outputs * columns();
    }

    /** One past the last index in the model. */
    public int end() {
        return start + count();
    }

    int smallerSide() {
        return Math.min(outputs, columns());
    }

    /**
     * About how many multiplications a step takes, where everything is covered: two products of
     * side · side · count, eigenvalues, and what is done to each parameter. A core does some five
     * to twelve million a millisecond.
     */
    public double work() {
        double side = smallerSide();
        return 2 * side * count()
                + PASSES_OF_EIGENVALUES * side * side * side
                + PASSES_OF_LAYER * (double) count();
    }
}
