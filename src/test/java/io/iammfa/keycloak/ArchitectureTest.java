package io.iammfa.keycloak;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String BASE = "io.iammfa.keycloak.";
    private static final List<String> FACES =
            List.of("enroll", "manage", "signin", "credential", "admin", "console", "recovery", "reminder");

    private final JavaClasses product = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.iammfa.keycloak");

    @Test
    void totp_knows_nothing_but_java() {
        classes()
                .that()
                .resideInAPackage(BASE + "totp..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.crypto..", BASE + "totp..")
                .check(product);
    }

    @Test
    void totp_and_device_never_see_http_or_forms() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + "totp..", BASE + "device..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.ws.rs..",
                        "freemarker..",
                        "org.keycloak.forms..",
                        "org.keycloak.authentication..",
                        "org.keycloak.http..")
                .check(product);
    }

    @Test
    void the_store_is_touched_by_device_pass_token_and_catalog_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        BASE + "store..", BASE + "device..", BASE + "pass..", BASE + "token..", BASE + "catalog..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "store..")
                .check(product);
    }

    @Test
    void what_users_and_admins_meet_never_depends_on_each_other() {
        for (String face : FACES) {
            noClasses()
                    .that()
                    .resideInAPackage(BASE + face + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(FACES.stream()
                            .filter(other -> !other.equals(face))
                            // the same operations, in pages
                            .filter(other -> !(face.equals("console") && other.equals("admin")))
                            .map(other -> BASE + other + "..")
                            .toArray(String[]::new))
                    .check(product);
        }
    }

    @Test
    void metrics_are_a_room_that_nobody_needs_and_alone_know_micrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + "metrics..", "io.micrometer..")
                .check(product);
        noClasses()
                .that()
                .resideInAPackage(BASE + "metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        FACES.stream().map(face -> BASE + face + "..").toArray(String[]::new))
                .check(product);
    }

    /** A server may be without Micrometer: what Keycloak loads in any case does not name it. */
    @Test
    void the_factory_of_metrics_does_not_know_micrometer_itself() {
        noClasses()
                .that()
                .haveSimpleName("MfaMetricsFactory")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(product);
    }

    @Test
    void no_two_rooms_depend_on_each_other() {
        slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(product);
    }
}
