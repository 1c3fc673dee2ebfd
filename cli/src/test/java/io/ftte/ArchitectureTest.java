package io.ftte;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;

/**
 * Who may know whom within and across modules. What a module may know at all, its pom.xml says:
 * Flink is on the class path of sql, operators, jobs and cli only, picocli on that of cli.
 */
@AnalyzeClasses(
        packages = "io.ftte",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJar.class})
class ArchitectureTest {
    /** The fixtures of jobs come as a jar, which the usual option takes for main code. */
    static final class NoTestJar implements com.tngtech.archunit.core.importer.ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.ftte.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule kafka_isKnownWhereTopicsAreReadAndWrittenOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.ftte.topics..",
                            "io.ftte.devices.client..",
                            "io.ftte.jobs.live..",
                            "io.ftte.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule control_dependsOnTheRuleAndRecordsAlone =
            classes()
                    .that()
                    .resideInAPackage("io.ftte.control..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "io.ftte.control..",
                            "io.ftte.aggregation..",
                            "io.ftte.encoding..",
                            "io.ftte.network..",
                            "io.ftte.schemas..");

    /**
     * Fields are public for Flink's serializers alone: what a model keeps, only the core changes.
     */
    @ArchTest
    static final ArchRule stateOfAModel_isTouchedByTheCoreAlone =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.ftte.control..", "io.ftte.aggregation..")
                    .should()
                    .accessFieldWhere(
                            DescribedPredicate.describe(
                                    "it is state of a model", ArchitectureTest::isStateOfAModel));

    private static boolean isStateOfAModel(JavaFieldAccess access) {
        JavaClass owner = access.getTargetOwner();
        boolean isConstant =
                access.getTarget()
                        .resolveMember()
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .isPresent();
        return !isConstant
                && (owner.getPackageName().equals("io.ftte.control")
                        || owner.isEquivalentTo(ModelBuffer.class)
                        || owner.isEquivalentTo(PlanBuffer.class));
    }
}
