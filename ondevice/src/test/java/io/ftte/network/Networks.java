package io.ftte.network;

import java.util.List;

/** Networks that tests share. */
final class Networks {

    private Networks() {}

    /** 2 channels of 4×4, a convolution to 4 and a classifier of 3; 76 + 51 parameters. */
    static Network small() {
        return new Network(
                Shape.of(2, 4, 4),
                List.of(
                        new Conv2d("conv", 4, 3, 1, Activation.RELU),
                        new MaxPool(2),
                        new Flatten(),
                        new Dense("dense", 3, Activation.NONE)));
    }

    /** A depthwise and a pointwise convolution. */
    static Network separable() {
        return new Network(
                Shape.of(3, 5, 5),
                List.of(
                        new DepthwiseConv2d("depthwise", 3, 0, Activation.RELU6),
                        new Conv2d("pointwise", 4, 1, 0, Activation.RELU6),
                        new GlobalAveragePool(),
                        new Dense("dense", 2, Activation.NONE)));
    }
}
