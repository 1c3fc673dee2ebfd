package io.ftte.aggregation;

import io.ftte.schemas.network.Weights;

/**
 * A weight layer as a matrix over a range of parameters: a row for each output (of a depthwise
 * convolution: each channel), a column for each input times the places of the window, and the bias
 * as the last column.
 *
 * @param name of the layer
 * @param inputs columns without that of the bias
 * @param kernel index of its first parameter in the range; row after row
 * @param bias likewise
 */
record LayerMatrix(String name, int outputs, int inputs, int kernel, int bias) {

    static LayerMatrix of(Weights weights) {
        return new LayerMatrix(
                weights.layer().name(),
                weights.kernel().shape().channels(),
                weights.kernel().shape().positions(),
                weights.kernel().offset(),
                weights.bias().offset());
    }

    /** With indices that count from elsewhere. */
    LayerMatrix from(int index) {
        return new LayerMatrix(name, outputs, inputs, kernel - index, bias - index);
    }

    int columns() {
        return inputs + 1;
    }

    /** Index in the range. */
    int place(int output, int column) {
        return column < inputs ? kernel + output * inputs + column : bias + output;
    }

    /** One past the layer's last index: the bias stands behind the kernel. */
    int end() {
        return bias + outputs;
    }

    int smallerSide() {
        return Math.min(outputs, columns());
    }
}
