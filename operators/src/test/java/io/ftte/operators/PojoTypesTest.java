package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;
import io.ftte.aggregation.ShardModel;
import io.ftte.aggregation.SpectralStep;
import io.ftte.control.AdmittedUpdate;
import io.ftte.control.LayoutSizes;
import io.ftte.control.ModelState;
import io.ftte.control.PlanChanges;
import io.ftte.control.PlanRevision;
import io.ftte.control.PlanState;
import io.ftte.control.SettingsChanges;
import io.ftte.control.SettingsState;
import io.ftte.control.privacy.PrivacyAccount;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.operators.control.ShardTurn;
import io.ftte.operators.control.SliceNumbers;
import io.ftte.operators.data.ShardState;
import io.ftte.operators.data.SliceState;
import io.ftte.operators.intake.DeviceIdentity;
import io.ftte.operators.intake.DeviceState;
import io.ftte.operators.intake.SequenceWindow;
import io.ftte.operators.lineage.LedgerState;
import io.ftte.operators.planning.ProfileTimes;
import io.ftte.operators.planning.SelectionState;
import io.ftte.operators.runtime.ImmutableType;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.KeySpread;
import io.ftte.operators.stream.ProfiledDevice;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.selection.BudgetCounts;
import io.ftte.selection.fleet.PlanPause;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that Flink serialises is a POJO down to the last field, or has a serializer of its own:
 * nothing falls back to Kryo.
 */
class PojoTypesTest {
    private static final Set<Class<?>> HELPERS = Set.of(KeySpread.class, JoinKey.class);

    private static final List<Class<?>> STATES =
            List.of(
                    AdmittedUpdate.class,
                    DeviceIdentity.class,
                    DeviceState.class,
                    DeviceState.Partial.class,
                    LayerMatrix.class,
                    LayoutSizes.class,
                    LedgerState.class,
                    ModelBuffer.class,
                    ModelState.class,
                    PlanBuffer.class,
                    PrivacyAccount.class,
                    PrivacySpent.class,
                    VersionNoise.class,
                    PlanChanges.class,
                    PlanRevision.class,
                    PlanState.class,
                    PlanPause.class,
                    ProfiledDevice.class,
                    ProfileTimes.class,
                    SelectionState.class,
                    BudgetCounts.class,
                    SequenceWindow.class,
                    SettingsChanges.class,
                    SettingsState.class,
                    ShardModel.class,
                    SpectralStep.class,
                    ShardState.class,
                    ShardTurn.class,
                    SliceNumbers.class,
                    SliceState.class);

    static Stream<Class<?>> types() {
        return Stream.concat(streamTypes(), STATES.stream());
    }

    @ParameterizedTest
    @MethodSource("types")
    void type_serialised_isPojoWithoutKryoOrHasASerializerOfItsOwn(Class<?> type) {
        if (!(TypeInformation.of(type) instanceof ImmutableType)) {
            PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
        }
    }

    @Test
    void streamTypes_scanned_areFound() {
        assertThat(streamTypes()).hasSizeGreaterThan(10);
    }

    private static Stream<Class<?>> streamTypes() {
        return new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .importPackages(UpdateHeader.class.getPackageName())
                        .stream()
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(type -> !type.isEnum() && !type.isInterface())
                        .filter(type -> !TypeInfoFactory.class.isAssignableFrom(type))
                        .filter(type -> !TypeSerializer.class.isAssignableFrom(type))
                        .filter(type -> !TypeSerializerSnapshot.class.isAssignableFrom(type))
                        .filter(type -> !HELPERS.contains(type));
    }
}
