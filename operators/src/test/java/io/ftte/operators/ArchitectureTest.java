package io.ftte.operators;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.ftte.(**)").should().beFreeOfCycles();
}
