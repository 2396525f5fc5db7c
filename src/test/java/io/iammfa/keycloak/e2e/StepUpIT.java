package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Documented;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The realm and the mapper in {@code docs/tokens.md}. */
class StepUpIT {

    private static final String PAGE = "docs/tokens.md";
    private static final AdminApi ADMIN = TestServer.admin();

    private static String realm;

    @BeforeAll
    static void prepare() throws Exception {
        realm = new RealmBuilder()
                .createAs(ADMIN, Documented.blocks(PAGE, "json realm").get(0));
        String client = ADMIN.clientId(realm, "app");
        for (JsonNode mapper : ADMIN.get("/" + realm + "/clients/" + client + "/protocol-mappers/models")) {
            if (mapper.get("name").asText().equals("mfa_authenticated_at")) {
                ADMIN.delete("/" + realm + "/clients/" + client + "/protocol-mappers/models/"
                        + mapper.get("id").asText());
            }
        }
        ADMIN.post(
                "/" + realm + "/clients/" + client + "/protocol-mappers/models",
                AdminApi.JSON.readTree(Documented.blocks(PAGE, "json mapper").get(0)));
        ADMIN.post(
                "/" + realm + "/users",
                RealmBuilder.person("alice", RealmBuilder.stockDevice("Phone", "secret-alice")));
        ADMIN.post("/" + realm + "/users", RealmBuilder.person("carol"));
    }

    private static JsonNode claims(HttpVisitor visitor) {
        assertTrue(visitor.isSignedIn(), visitor.html());
        return Tokens.claims(visitor.accessToken());
    }

    @Test
    void asks_for_a_device_at_the_level_that_needs_one_and_says_so_in_the_token() {
        HttpVisitor alice = new HttpVisitor(realm).open("&acr_values=silver").password("alice");
        JsonNode silver = claims(alice);
        assertEquals("silver", silver.get("acr").asText());
        assertFalse(silver.has("mfa_authenticated_at"), silver.toString());

        Phone phone = Phone.ofKey("secret-alice");
        alice.open("&acr_values=gold");
        assertTrue(alice.html().contains("kc-otp-login-form"), alice.html());
        JsonNode gold = claims(alice.submit("otp", phone.code(phone.now())));
        assertEquals("gold", gold.get("acr").asText());
        long age = Instant.now().getEpochSecond()
                - gold.get("mfa_authenticated_at").asLong();
        assertTrue(age >= 0 && age < 60, gold.toString());
    }

    @Test
    void leads_who_has_no_device_to_the_wizard_at_that_level_alone() {
        HttpVisitor carol = new HttpVisitor(realm).open("&acr_values=silver").password("carol");
        assertEquals("silver", claims(carol).get("acr").asText());
        carol.open("&acr_values=gold");
        assertTrue(carol.html().contains("kc-mfa-name-form"), carol.html());
        carol.assign("Phone");
        assertEquals("gold", claims(carol).get("acr").asText());
    }

    @Test
    void an_application_that_always_wants_a_device_takes_no_sign_in_by_the_password_alone(@TempDir Path folder)
            throws Exception {
        ADMIN.post(
                "/" + realm + "/clients",
                Map.of(
                        "clientId",
                        "vault",
                        "publicClient",
                        true,
                        "redirectUris",
                        List.of(TestServer.get().url() + "/*")));
        new Documented(folder, realm)
                .with("APPLICATION", "vault")
                .run(Documented.blocks(PAGE, "shell application").get(0));
        ADMIN.post(
                "/" + realm + "/users",
                RealmBuilder.person("victor", RealmBuilder.stockDevice("Phone", "secret-victor")));
        HttpVisitor victor = new HttpVisitor(realm).open("&acr_values=silver").password("victor");
        assertEquals("silver", claims(victor).get("acr").asText());

        String vault =
                Tokens.authorizationUrl(TestServer.get().url(), realm).replace("client_id=app", "client_id=vault");
        victor.follow(vault);
        assertTrue(victor.html().contains("kc-otp-login-form"), victor.html());
        victor.follow(vault + "&acr_values=silver");
        assertTrue(victor.html().contains("kc-otp-login-form"), victor.html());
        Phone phone = Phone.ofKey("secret-victor");
        assertTrue(victor.submit("otp", phone.code(phone.now())).isSignedIn(), victor.html());
    }
}
