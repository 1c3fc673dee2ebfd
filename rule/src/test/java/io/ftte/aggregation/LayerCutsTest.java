package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.SpectralStep.LayerStep;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.ModelDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random models, plans and sizes: sums that are cut into slices, layers and shards as a {@link
 * LayerLayout} says give the bits of the whole model's step, part by part and counted alike.
 */
class LayerCutsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void step_cutAnywhere_givesTheSameBits(long seed) {
        Random random = new Random(seed);
        ModelRegistration head = model(random);
        int count = head.getParameterCount();
        int[] contributing = IntStream.range(0, 3).filter(p -> random.nextInt(4) > 0).toArray();
        double[] divisors = random.doubles(3, 0.1, 4).toArray();
        double total = Arrays.stream(contributing).mapToDouble(place -> divisors[place]).sum();
        List<float[]> sums = new ArrayList<>();
        for (int place = 0; place < 3; place++) {
            sums.add(sum(random, ranges(head, place).length()));
        }
        float[] parameters = parameters(random, count);

        ModelStep whole = new ModelStep(head.getAggregation(), head);
        ShardModel expected = whole.begin(parameters.clone());
        long nonFinite = 0;
        float[] sum = new float[count];
        double[] divisor = new double[count];
        for (int place : contributing) {
            scatter(sums.get(place), ranges(head, place), divisors[place], sum, divisor);
        }
        nonFinite = whole.apply(expected, sum, divisor, total, 1);

        for (int[] sizes : new int[][] {{1_024, 1_024}, {2_048, 1_024}, {1_024, 3_072}}) {
            ModelLayout layout = new ModelLayout(head, sizes[0], sizes[1]);
            ShardModel cut = whole.begin(parameters.clone());
            long counted = new Cuts(head, layout, contributing, divisors, sums).step(cut, total);
            assertThat(bits(cut.parameters)).isEqualTo(bits(expected.parameters));
            assertThat(bits(cut.averaged)).isEqualTo(bits(expected.averaged));
            assertThat(counted).isEqualTo(nonFinite);
        }
    }

    /** What slices, layers and shards do, each with its own piece alone. */
    private record Cuts(
            ModelRegistration head,
            ModelLayout layout,
            int[] contributing,
            double[] divisors,
            List<float[]> sums) {

        long step(ShardModel model, double total) {
            LayerLayout layers = new LayerLayout(head, layout);
            SpectralStep spectral = SpectralStep.of(head.getAggregation()).orElseThrow();
            float[] steps = ServerStep.noStep(head.getParameterCount());
            int[] arrived = new int[layout.shardCount()];
            long nonFinite = 0;
            for (int layer = 0; layer < layers.layers().size(); layer++) {
                LayerMatrix matrix = layers.layers().get(layer);
                float[] sum = new float[matrix.count()];
                double[] divisor = new double[matrix.count()];
                int parts = gather(layers, layer, sum, divisor);
                assertThat(parts).isEqualTo(layers.parts(contributing, layer));
                int[] shards = layers.shards(contributing, layer);
                assertThat(parts > 0).isEqualTo(shards.length > 0);
                if (parts == 0) {
                    continue;
                }
                LayerStep step = spectral.of(matrix, sum, divisor, total);
                nonFinite += step.nonFinite();
                for (int shard : shards) {
                    assertThat(layout.publishes(shard)).isTrue();
                    arrived[shard]++;
                    int from = Math.max(matrix.start(), layout.shardFrom(shard));
                    int to = Math.min(matrix.end(), layout.shardTo(shard));
                    System.arraycopy(step.values(), from - matrix.start(), steps, from, to - from);
                }
            }
            for (int shard = 0; shard < arrived.length; shard++) {
                assertThat(arrived[shard]).isEqualTo(layers.steps(contributing, shard));
            }
            return nonFinite + new ServerStep(head.getAggregation()).add(model, steps);
        }

        private int gather(LayerLayout layers, int layer, float[] sum, double[] divisor) {
            int parts = 0;
            int start = layers.layers().get(layer).start();
            for (int place : contributing) {
                for (int slice = 0; slice < layout.sliceCount(place); slice++) {
                    int[] all = layers.segments(place, slice);
                    int[] of =
                            IntStream.iterate(0, i -> i < all.length, i -> i + 4)
                                    .filter(i -> all[i] == layer)
                                    .toArray();
                    parts += of.length > 0 ? 1 : 0;
                    for (int i : of) {
                        for (int k = 0; k < all[i + 3]; k++) {
                            int j = all[i + 2] + k - start;
                            sum[j] += sums.get(place)[layout.sliceFrom(slice) + all[i + 1] + k];
                            divisor[j] += divisors[place];
                        }
                    }
                }
            }
            return parts;
        }
    }

    private static ModelRegistration model(Random random) {
        List<Tensor> tensors = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < 2 + random.nextInt(5); i++) {
            List<Integer> shape =
                    random.nextInt(3) == 0
                            ? List.of(1 + random.nextInt(1_500))
                            : List.of(1 + random.nextInt(60), 1 + random.nextInt(60));
            tensors.add(new Tensor("t" + i, shape));
            count += shape.stream().reduce(1, (a, b) -> a * b);
        }
        tensors.add(new Tensor("last", List.of(40, 70)));
        count += 2_800;
        List<Plan> plans = new ArrayList<>();
        for (int id = 0; id < 3; id++) {
            plans.add(plan(random, id, tensors));
        }
        return ModelDefinition.of(
                        "m",
                        0,
                        tensors,
                        plans,
                        SpectralModel.spectral()
                                .setCoverageFloor(0.5)
                                .setAveragingDecay(0.9)
                                .build(),
                        new float[count],
                        Optional.empty())
                .head();
    }

    /** Some runs of some tensors; of the last one at least. */
    private static Plan plan(Random random, int id, List<Tensor> tensors) {
        List<TensorRange> ranges = new ArrayList<>();
        for (Tensor tensor : tensors) {
            int size = tensor.getShape().stream().reduce(1, (a, b) -> a * b);
            int at = random.nextInt(3) == 0 && !tensor.getName().equals("last") ? size : 0;
            while (at < size) {
                int to = Math.min(size, at + 1 + random.nextInt(900));
                ranges.add(new TensorRange(tensor.getName(), at, to));
                at = to + 1 + random.nextInt(200);
            }
        }
        return new Plan(id, ranges, null);
    }

    private static IndexRanges ranges(ModelRegistration head, int place) {
        return IndexRanges.of(ModelDefinition.ranges(head, head.getPlans().get(place)));
    }

    /** A few that are not finite, or become so. */
    private static float[] sum(Random random, int length) {
        float[] sum = SpectralSteps.random(random.nextLong(), length);
        sum[random.nextInt(length)] = Float.NaN;
        sum[random.nextInt(length)] = Float.MAX_VALUE;
        return sum;
    }

    /** Some are −0, which a step of 0 would turn into 0, and some overflow. */
    private static float[] parameters(Random random, int count) {
        float[] parameters = SpectralSteps.random(random.nextLong(), count);
        for (int j = 0; j < count; j += 3) {
            parameters[j] = j % 2 == 0 ? -0.0f : Float.MAX_VALUE;
        }
        return parameters;
    }

    private static void scatter(
            float[] from, IndexRanges ranges, double z, float[] sum, double[] divisor) {
        for (IndexRanges.Segment segment :
                ranges.segments(ranges.starts(), 0, ranges.length(), Integer.MAX_VALUE)) {
            for (int i = 0; i < segment.count(); i++) {
                sum[segment.parameterFrom() + i] += from[segment.vectorFrom() + i];
                divisor[segment.parameterFrom() + i] += z;
            }
        }
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(j -> Float.floatToRawIntBits(values[j]))
                .toArray();
    }
}
