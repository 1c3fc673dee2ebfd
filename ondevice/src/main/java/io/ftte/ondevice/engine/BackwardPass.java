package io.ftte.ondevice.engine;

import io.ftte.ondevice.engine.kernel.Rectifier;

/** From the logits' derivatives back to the first block that trains. */
final class BackwardPass {

    private final ArenaLayout layout;
    private final float[] arena;
    private final BlockRunner runner;

    BackwardPass(ArenaLayout layout, float[] arena, BlockRunner runner) {
        this.layout = layout;
        this.arena = arena;
        this.runner = runner;
    }

    /** Adds to the gradients; the derivatives of the logits stand where the logits stood. */
    void run(int samples) {
        int last = runner.count() - 1;
        for (int l = last; l >= layout.first(); l--) {
            if (l < last) {
                unpool(l, samples);
            }
            BlockGeometry block = runner.block(l);
            if (block.rectifies()) {
                int count = samples * block.outputSize();
                Rectifier.backward(arena, layout.output(l, samples), count, layout.mask(l));
            }
            runner.parameterGradient(l, samples);
            if (l > layout.first()) {
                runner.inputGradient(l, samples);
            }
        }
    }

    /**
     * Derivatives with respect to the output of a block from those of what the next one read, which
     * stand above all that the next one saved and first move down to where that began.
     */
    private void unpool(int l, int samples) {
        BlockGeometry block = runner.block(l);
        int output = layout.output(l, samples);
        int above = layout.stack(l + 2);
        if (!block.pools()) {
            System.arraycopy(arena, above, arena, output, samples * block.outputSize());
            return;
        }
        int pooled = layout.stack(l + 1);
        System.arraycopy(arena, above, arena, pooled, samples * block.pooledSize());
        int planes = samples * block.shape().filters();
        runner.pooling().backward(block, planes, pooled, output, layout.argmax(l));
    }
}
