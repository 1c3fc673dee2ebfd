package io.ftte.ondevice.engine;

import io.ftte.ondevice.engine.kernel.Rectifier;

/** From examples to logits: sample by sample where nothing trains, then by the micro-batch. */
final class ForwardPass {

    private final ArenaLayout layout;
    private final float[] arena;
    private final BlockRunner runner;

    ForwardPass(ArenaLayout layout, float[] arena, BlockRunner runner) {
        this.layout = layout;
        this.arena = arena;
        this.runner = runner;
    }

    /** Where the logits of {@code samples} samples stand after either pass. */
    int logits(int samples) {
        return layout.output(runner.count() - 1, samples);
    }

    /** Runs one example through the network and keeps nothing. */
    void infer(Examples examples, int example) {
        int at = layout.stack(layout.first());
        read(examples, example, at);
        for (int l = 0; l < runner.count(); l++) {
            runWithoutSaving(l, at);
            if (l < runner.count() - 1) {
                int pooled = runner.block(l).pooledSize();
                System.arraycopy(arena, layout.output(l, 1), arena, at, pooled);
            }
        }
    }

    /** Runs {@code samples} examples and saves what the way back needs. */
    void train(Examples examples, int[] order, int from, int samples) {
        int first = layout.first();
        int size = runner.block(first).inputSize();
        for (int n = 0; n < samples; n++) {
            stream(examples, order[from + n], layout.stack(first) + n * size);
        }
        for (int l = first; l < runner.count(); l++) {
            runner.forward(l, samples, layout.stack(l));
            keepTrainedChannels(l, samples);
            activate(l, samples);
        }
    }

    /** What the first trainable block reads of one example. */
    void prefix(Examples examples, int example, float[] into) {
        int at = layout.stack(layout.first());
        stream(examples, example, at);
        System.arraycopy(arena, at, into, 0, runner.block(layout.first()).inputSize());
    }

    /** The frozen prefix: one example, from the input to what the first trainable block reads. */
    private void stream(Examples examples, int example, int result) {
        if (layout.first() == 0) {
            read(examples, example, result);
            return;
        }
        int at = layout.streamed();
        read(examples, example, at);
        for (int l = 0; l < layout.first(); l++) {
            runWithoutSaving(l, at);
            int to = l == layout.first() - 1 ? result : at;
            int pooled = runner.block(l).pooledSize();
            System.arraycopy(arena, layout.output(l, 1), arena, to, pooled);
        }
    }

    /** Rectifiers never fall, so the largest may be picked before them, and fewer are computed. */
    private void runWithoutSaving(int l, int input) {
        BlockGeometry block = runner.block(l);
        int output = layout.output(l, 1);
        runner.forward(l, 1, input);
        boolean poolFirst = block.argmaxBits() > 0;
        if (block.rectifies() && !poolFirst) {
            Rectifier.apply(block.activation(), arena, output, block.outputSize());
        }
        if (block.pools()) {
            runner.pooling().forward(block, block.shape().filters(), output, output, 0, 0);
        }
        if (block.rectifies() && poolFirst) {
            Rectifier.apply(block.activation(), arena, output, block.pooledSize());
        }
    }

    /** Of what the block read only the channels stay whose weights train, side by side. */
    private void keepTrainedChannels(int l, int samples) {
        BlockGeometry block = runner.block(l);
        int[] runs = block.trainedChannels();
        int plane = block.shape().inputPlane();
        if (block.savedInputSize() == block.inputSize()) {
            return;
        }
        int to = layout.stack(l);
        for (int n = 0; n < samples; n++) {
            int sample = layout.stack(l) + n * block.inputSize();
            for (int r = 0; r < runs.length; r += 2) {
                int length = (runs[r + 1] - runs[r]) * plane;
                System.arraycopy(arena, sample + runs[r] * plane, arena, to, length);
                to += length;
            }
        }
    }

    /** Activation and pool; the result moves to where the next block reads. */
    private void activate(int l, int samples) {
        BlockGeometry block = runner.block(l);
        int output = layout.output(l, samples);
        int count = samples * block.outputSize();
        if (block.rectifies()) {
            Rectifier.applyAndMark(block.activation(), arena, output, count, layout.mask(l));
        }
        int next = layout.stack(l + 1);
        if (block.pools()) {
            int planes = samples * block.shape().filters();
            int bits = block.argmaxBits();
            runner.pooling().forward(block, planes, output, next, layout.argmax(l), bits);
        } else if (l < runner.count() - 1) {
            System.arraycopy(arena, output, arena, next, count);
        }
    }

    /** Reads an example; the sum of v − v is 0 unless a number is infinite or none. */
    private void read(Examples examples, int example, int at) {
        examples.read(example, arena, at);
        float sum = 0f;
        for (int i = at; i < at + runner.block(0).inputSize(); i++) {
            sum += arena[i] - arena[i];
        }
        if (sum != 0f) {
            throw new IllegalArgumentException(
                    String.format(
                            "example %d holds a number that is not finite; remove or repair it",
                            example));
        }
    }
}
