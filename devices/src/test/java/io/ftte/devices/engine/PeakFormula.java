package io.ftte.devices.engine;

import io.ftte.schemas.network.Block;
import io.ftte.schemas.network.LayerPlan;
import io.ftte.schemas.network.NetworkPlan;
import java.util.List;

/** The memory model's formula, term by term, in bytes. */
final class PeakFormula {

    private PeakFormula() {}

    static long bytes(NetworkPlan plan, EngineSettings settings) {
        List<Block> blocks = plan.network().blocks();
        long b = settings.microBatch();
        int f = 0;
        while (!layer(plan, blocks.get(f)).trains()) {
            f++;
        }
        long base =
                4L * plan.network().parameterCount()
                        + 4L * (1 + settings.optimizer().slots()) * plan.parameters();
        long peak = 0;
        long savedBefore = 0;
        for (int l = 0; l < blocks.size(); l++) {
            Block block = blocks.get(l);
            long in = block.input().elements();
            long out = block.output().elements();
            long pooled = block.pooled().elements();
            long scratch =
                    settings.convolution() == ConvolutionMethod.DIRECT
                            ? 0
                            : 4 * block.weights().map(w -> w.layer().columns(w.input())).orElse(0L);
            if (l < f) {
                long results = 4 * b * blocks.get(f).input().elements();
                peak = Math.max(peak, base + results + 4 * (in + out) + scratch);
                continue;
            }
            long saved = savedBefore + saved(plan, block, b);
            peak = Math.max(peak, base + savedBefore + 4 * b * (in + out) + scratch);
            if (block.pool().isPresent()) {
                peak = Math.max(peak, base + saved + 4 * b * (out + pooled));
            }
            peak = Math.max(peak, base + saved + 4 * b * (out + (l > f ? in : 0)) + scratch);
            savedBefore = saved;
        }
        return peak;
    }

    private static LayerPlan layer(NetworkPlan plan, Block block) {
        return block.weights().map(w -> plan.layers().get(w.index())).orElse(LayerPlan.FROZEN);
    }

    private static long saved(NetworkPlan plan, Block block, long b) {
        int channels = layer(plan, block).inputChannels().size();
        long input = 4 * b * channels * block.input().positions();
        long mask =
                b
                        * block.output().elements()
                        * block.weights().map(w -> w.layer().activation().savedBits()).orElse(0);
        long argmax =
                b
                        * block.pooled().elements()
                        * block.pool().map(p -> p.savedBits(block.output())).orElse(0);
        return input + wholeWords(mask) + wholeWords(argmax);
    }

    private static long wholeWords(long bits) {
        return (bits + 31) / 32 * 4;
    }
}
