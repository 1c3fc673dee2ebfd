package io.ftte.operators;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;

@AnalyzeClasses(packages = "io.ftte", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule aggregation_dependsOnNoFlink =
            noClasses()
                    .that()
                    .resideInAPackage("io.ftte.aggregation..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule selection_dependsOnNoFlink =
            noClasses()
                    .that()
                    .resideInAPackage("io.ftte.selection..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule aggregation_dependsOnNoOperator =
            noClasses()
                    .that()
                    .resideInAPackage("io.ftte.aggregation..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.ftte.operators..");

    /** It is to stand in a module without Flink and Kafka. */
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

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.ftte.(**)").should().beFreeOfCycles();
}
