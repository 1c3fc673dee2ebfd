package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.ftte.operators.fixtures.HarnessPipeline;
import io.ftte.operators.fixtures.KeyedStage;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sizing of the operations manual, its formula and the points measured for it: bytes of a
 * checkpoint of one model {@code m}, cut at 1,024, all of it trained, with a buffer of 16.
 */
class CheckpointSizeTest {
    private static final Path MANUAL = Path.of("..", "docs", "operations.md");
    private static final String MODEL = "m";
    private static final String DEVICE = "device-%08d";
    private static final int BUFFER = 16;

    /** Event time at which all devices have been decided and the waiting updates come. */
    private static final long LATER = TestModels.START + 600_000;

    record Point(int parameters, int devices, int waiting, boolean average, int kib) {
        static Point parse(String row) {
            String[] cells = row.replace(",", "").split(" *\\| *");
            return new Point(
                    Integer.parseInt(cells[1]),
                    Integer.parseInt(cells[2]),
                    Integer.parseInt(cells[3]),
                    cells[4].equals("yes"),
                    Integer.parseInt(cells[5]));
        }

        /** As the manual has it. */
        long formula() {
            long copies = average ? 2 : 1;
            long cuts = (parameters + TestModels.SIZES.shardSize() - 1) / 1_024;
            long ids = MODEL.length() + DEVICE.formatted(0).length();
            long model = copies * (4L * parameters + parameters / 32) + 320 * cuts;
            long open = devices % BUFFER == 0 ? 0 : 4L * parameters + 40 * cuts;
            long updates = waiting * (131 + 42 * cuts);
            return 101_000 + model + open + updates + devices * (82 + 2 * ids);
        }
    }

    static List<Point> measured() throws IOException {
        String manual = Files.readString(MANUAL);
        int begin = manual.indexOf("<!-- sizes:begin -->");
        return manual.substring(begin, manual.indexOf("<!-- sizes:end -->", begin))
                .lines()
                .filter(line -> line.matches("\\| [\\d,]+ .*"))
                .map(Point::parse)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("measured")
    void checkpoint_isAsTheManualSays(Point point) throws Exception {
        long bytes = measure(point);
        assertThat(bytes).as("formula").isCloseTo(point.formula(), withinPercentage(10));
        assertThat(bytes).as("table").isCloseTo(1024L * point.kib(), withinPercentage(10));
    }

    private static long measure(Point point) throws Exception {
        HarnessPipeline pipeline = new HarnessPipeline(1);
        try {
            for (ControlMessage message :
                    TestModels.registration(
                            TestModels.model(
                                    MODEL,
                                    point.parameters(),
                                    TestModels.settings(BUFFER)
                                            .setAveragingDecay(point.average() ? 0.5 : null)
                                            .build(),
                                    1,
                                    TestModels.plan(1, 0, point.parameters())))) {
                pipeline.accept(message);
            }
            float[] delta = TestModels.numbers(point.parameters(), 2);
            for (int i = 0; i < point.devices(); i++) {
                pipeline.accept(update(i, i, 0, TestModels.START + i, delta));
                pipeline.deliver(edge -> false);
            }
            byte[] tick = RecordCodec.encode(new Tick(0L));
            pipeline.accept(RawRecord.of(0, point.devices(), LATER, new byte[0], tick));
            for (int i = 0; i < point.waiting(); i++) {
                pipeline.accept(update(point.devices() + 1 + i, i, 1, LATER, delta));
            }
            pipeline.deliver(edge -> false);
            long size = 0;
            for (KeyedStage<?, ?> stage : pipeline.stages()) {
                size += stage.stateSize();
            }
            return size + pipeline.steps().stateSize();
        } finally {
            pipeline.close();
        }
    }

    private static RawRecord update(
            long offset, int device, long sequence, long time, float[] delta) {
        return TestModels.raw(
                0,
                offset,
                time,
                TestModels.update(
                        MODEL,
                        DEVICE.formatted(device),
                        sequence,
                        0,
                        1,
                        delta.length,
                        0,
                        delta.length,
                        TensorEncoding.F32,
                        delta));
    }
}
