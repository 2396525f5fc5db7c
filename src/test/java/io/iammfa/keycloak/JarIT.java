package io.iammfa.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is in the jar, and what it says of itself. */
class JarIT {

    @Test
    void it_holds_the_project_s_own_classes_and_nobody_else_s() throws IOException {
        try (JarFile jar = new JarFile(TestServer.jar().toFile())) {
            List<String> classes = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
            assertTrue(classes.size() > 100, classes.toString());
            assertEquals(
                    List.of(),
                    classes.stream()
                            .filter(name -> !name.startsWith("io/iammfa/keycloak/"))
                            .toList());
            assertEquals(
                    List.of(),
                    jar.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.endsWith(".jar"))
                            .toList());
        }
    }

    @Test
    void its_bill_of_materials_names_this_version_and_nothing_beside_it() throws IOException {
        try (JarFile jar = new JarFile(TestServer.jar().toFile())) {
            JarEntry entry = jar.getJarEntry("META-INF/sbom/application.cdx.json");
            assertNotNull(entry, "it is left out where Maven is offline (-o)");
            JsonNode bill = new ObjectMapper().readTree(jar.getInputStream(entry));
            assertEquals("CycloneDX", bill.get("bomFormat").asText());
            JsonNode component = bill.get("metadata").get("component");
            assertEquals("keycloak-iam-mfa", component.get("name").asText());
            assertEquals(
                    jar.getManifest().getMainAttributes().getValue("Implementation-Version"),
                    component.get("version").asText());
            assertEquals(
                    "Apache-2.0",
                    component.get("licenses").get(0).get("license").get("id").asText());
            assertEquals(0, bill.path("components").size(), bill.toString());
        }
    }
}
