package io.ftte.selection;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.ftte.selection",
        importOptions = ImportOption.DoNotIncludeTests.class)
class SelectionArchitectureTest {

    @ArchTest
    static final ArchRule knowsNoFlink =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.flink..", "io.ftte.operators..");
}
