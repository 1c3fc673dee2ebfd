package io.ftte.schemas.wire;

import static io.ftte.schemas.wire.SchemaCompatibilityTest.Direction.BACKWARD;
import static io.ftte.schemas.wire.SchemaCompatibilityTest.Direction.FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.Tick;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.VersionLineage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's schemas against those of every release, in the direction in which they are read. */
class SchemaCompatibilityTest {

    /** Who must be able to read whom. */
    enum Direction {
        /** Today's reader what releases wrote. */
        BACKWARD,
        /** That, and the readers of releases what is written today. */
        FULL
    }

    private record Readers(
            Class<? extends SpecificRecord> type, Direction direction, String because) {

        Schema today() {
            return SpecificData.get().getSchema(type);
        }
    }

    private static final List<Readers> TABLE =
            List.of(
                    new Readers(DeviceUpdate.class, BACKWARD, "devices write it, only jobs read"),
                    new Readers(DeviceProfile.class, BACKWARD, "devices write it, only jobs read"),
                    new Readers(DeviceStanding.class, BACKWARD, "stays on the control topic"),
                    new Readers(UpdateShare.class, BACKWARD, "devices write it, only jobs read"),
                    new Readers(SeedShare.class, BACKWARD, "devices write it, only helpers read"),
                    new Readers(ShareHeld.class, BACKWARD, "helpers write it, only jobs read"),
                    new Readers(SumPart.class, BACKWARD, "helpers write it, only jobs read"),
                    new Readers(SumRequest.class, BACKWARD, "jobs write it, only helpers read"),
                    new Readers(Tick.class, BACKWARD, "jobs write it, and read it in recordings"),
                    new Readers(ModelRegistration.class, BACKWARD, "stays on the control topic"),
                    new Readers(ParameterChunk.class, BACKWARD, "stays on the control topic"),
                    new Readers(PlanSet.class, BACKWARD, "stays on the control topic"),
                    new Readers(ModelSettings.class, BACKWARD, "stays on the control topic"),
                    new Readers(RepublishRequest.class, BACKWARD, "stays on the control topic"),
                    new Readers(ControlFence.class, BACKWARD, "stays on the control topic"),
                    new Readers(ModelShard.class, FULL, "old devices, and exports of old models"),
                    new Readers(TrainablePlan.class, FULL, "old devices, and the control topic"),
                    new Readers(VersionLineage.class, FULL, "tools of any age audit any model"),
                    new Readers(Rejection.class, FULL, "tools of any age watch any job"),
                    new Readers(RecordedRecord.class, FULL, "files go to and from any release"));

    static Stream<Arguments> pasts() {
        return TABLE.stream()
                .flatMap(
                        readers ->
                                SchemaHistory.bundled().of(readers.type().getSimpleName()).stream()
                                        .map(past -> Arguments.of(readers, past)));
    }

    static Stream<Readers> readByOldReaders() {
        return TABLE.stream().filter(readers -> readers.direction() == FULL);
    }

    @ParameterizedTest
    @MethodSource("pasts")
    void today_readsWhatReleasesWrote(Readers readers, Schema past) {
        assertReads(readers.today(), past);
    }

    @ParameterizedTest
    @MethodSource("pasts")
    void releases_readWhatIsWrittenToday_whereOldReadersDo(Readers readers, Schema past) {
        if (readers.direction() == FULL) {
            assertReads(past, readers.today());
        }
    }

    @ParameterizedTest
    @MethodSource("pasts")
    void release_isKnownAsAWriter(Readers readers, Schema past) {
        assertThat(RecordCodec.fingerprints()).contains(Header.fingerprint(past));
    }

    @Test
    void table_ofReaders_holdsEveryRecordOnce() {
        assertThat(TABLE)
                .extracting(Readers::type)
                .containsExactlyInAnyOrderElementsOf(RecordCodec.TYPES);
    }

    /** Otherwise no later release could add a symbol. */
    @ParameterizedTest
    @MethodSource("readByOldReaders")
    void enum_thatOldReadersRead_hasADefault(Readers readers) {
        for (Schema type : enums(readers.today())) {
            assertThat(type.getEnumDefault()).as(type.getFullName()).isEqualTo("OTHER");
        }
    }

    @ParameterizedTest
    @MethodSource("readByOldReaders")
    void enum_thatOldReadersRead_canGrow(Readers readers) {
        Schema tomorrow = withOneMoreSymbol(readers.today());
        assertReads(readers.today(), tomorrow);
        assertReads(tomorrow, readers.today());
    }

    @Test
    void tensorEncoding_ofDeviceUpdate_canGrow() {
        Schema today = DeviceUpdate.getClassSchema();
        assertReads(withOneMoreSymbol(today), today);
    }

    private static Schema withOneMoreSymbol(Schema today) {
        String grown = today.toString().replaceAll("(\"symbols\":\\[[^]]*)]", "$1,\"TOMORROW\"]");
        return new Schema.Parser().parse(grown);
    }

    private static List<Schema> enums(Schema record) {
        List<Schema> enums = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            Schema type = field.schema();
            if (type.getType() == Schema.Type.ARRAY) {
                type = type.getElementType();
            }
            if (type.getType() == Schema.Type.ENUM) {
                enums.add(type);
            } else if (type.getType() == Schema.Type.RECORD) {
                enums.addAll(enums(type));
            }
        }
        return enums;
    }

    private static void assertReads(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(result.getType())
                .as(result.getResult().getIncompatibilities().toString())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
}
