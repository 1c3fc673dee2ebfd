package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.DeviceUpdate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Throws hostile records at the reader: 60 % of them have a valid fingerprint and one field or more
 * with a hostile value, 40 % have consistent lengths too, so that they get past the first checks.
 */
class UpdateReaderFuzzTest {

    private static final long SEED = 20260101L;
    private static final int RECORDS = 120_000;
    private static final int SLACK = 64 << 10;

    private final UpdateReader reader = new UpdateReader();

    private HostileRecords hostile = new HostileRecords(SEED);

    /** The first use of each error message links its code, which allocates once. */
    @BeforeEach
    void warmUp() {
        hostile = new HostileRecords(SEED + 1);
        for (int i = 0; i < RECORDS / 10; i++) {
            byte[] record = next(i);
            readsUpdate(record);
            decodes(record);
        }
        hostile = new HostileRecords(SEED);
    }

    @Test
    void read_hostileRecords_refusesThemWithoutHarm() throws Exception {
        int accepted = 0;
        long most = 0;
        for (int i = 0; i < RECORDS; i++) {
            byte[] record = next(i);
            long before = Allocation.bytes();
            boolean isUpdate = readsUpdate(record);
            long allocated = Allocation.bytes() - before;
            if (allocated > record.length + SLACK) {
                throw new AssertionError(
                        describe(record) + " made the reader allocate " + allocated);
            }
            most = Math.max(most, allocated - record.length);
            if (isUpdate) {
                accepted++;
                assertAgrees(record);
            }
        }
        System.out.printf(
                "seed %d: %,d records, %,d accepted, at most %,d bytes beyond a record's size%n",
                SEED, RECORDS, accepted, most);
        assertThat(accepted).isBetween(RECORDS / 100, RECORDS / 2);
    }

    @Test
    void decode_hostileRecords_refusesThemWithoutHarm() {
        for (int i = 0; i < RECORDS / 2; i++) {
            byte[] record = next(i);
            long before = Allocation.bytes();
            decodes(record);
            long allocated = Allocation.bytes() - before;
            if (allocated > record.length + SLACK) {
                throw new AssertionError(
                        describe(record) + " made the codec allocate " + allocated);
            }
        }
    }

    private byte[] next(int i) {
        return switch (i % 10) {
            case 0 -> hostile.randomBytes();
            case 1 -> hostile.truncated();
            case 2, 3 -> hostile.flippedBits();
            case 4, 5 -> hostile.hostileLengths();
            default -> hostile.hostileValues();
        };
    }

    private boolean readsUpdate(byte[] record) {
        try {
            return reader.read(record) == UpdateReader.Kind.UPDATE;
        } catch (WireException refused) {
            assertOneLine(refused.getMessage());
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(describe(record), e);
        }
    }

    private boolean decodes(byte[] record) {
        try {
            RecordCodec.decode(record);
            return true;
        } catch (WireException refused) {
            assertOneLine(refused.getMessage());
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(describe(record), e);
        }
    }

    /** What the reader accepts keeps its promises, and Avro reads the same from it. */
    private void assertAgrees(byte[] record) throws WireException {
        DeviceUpdate avro = RecordCodec.decode(record, DeviceUpdate.class);
        ByteBuffer delta = ByteBuffer.wrap(record, reader.deltaOffset(), reader.deltaLength());
        boolean equal =
                avro.getModelId().equals(reader.modelId())
                        && avro.getDeviceId().equals(reader.deviceId())
                        && avro.getSequence() == reader.sequence()
                        && avro.getBaseVersion() == reader.baseVersion()
                        && avro.getPlanId() == reader.planId()
                        && avro.getExamples() == reader.examples()
                        && avro.getTotalLength() == reader.totalLength()
                        && avro.getFrom() == reader.from()
                        && avro.getEncoding() == reader.encoding()
                        && avro.getDelta().equals(delta);
        boolean sound =
                reader.components() > 0
                        && reader.from() >= 0
                        && reader.sequence() >= 0
                        && reader.baseVersion() >= 0
                        && reader.components()
                                == Tensors.components(reader.encoding(), reader.deltaLength());
        if (!equal || !sound) {
            throw new AssertionError(describe(record));
        }
    }

    private static void assertOneLine(String message) {
        if (message.isEmpty() || message.length() > 200 || message.indexOf('\n') >= 0) {
            throw new AssertionError("not one short line: " + message);
        }
    }

    private static String describe(byte[] record) {
        int shown = Math.min(record.length, 400);
        return "seed " + SEED + ": " + ModelDigest.hex(Arrays.copyOf(record, shown));
    }
}
