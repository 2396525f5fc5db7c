package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.Tokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's devices have names that a person can see and tell apart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookAlikeNamesIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private final Phone red = Phone.ofKey("secret-red");
    private String realm;

    @BeforeAll
    void createRealm() {
        realm = TestServer.create(new RealmBuilder()
                .directGrant("mfa-direct-grant")
                .user("alice", RealmBuilder.stockDevice("Red phone", "secret-red")));
    }

    private HttpResponse<String> create(String name) {
        return ADMIN.send(
                "POST",
                "/" + realm + "/mfa-devices",
                Map.of("userId", ADMIN.userId(realm, "alice"), "name", name, "tags", Map.of()));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return AdminApi.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Re\u200bd phone",
                "Red\u2800phone",
                "RED\u00a0 phone\ufe0f",
                "\ufeffＲed phone",
                "R\u034fed phone"
            })
    void a_name_that_looks_like_another_is_taken(String name) {
        HttpResponse<String> answer = create(name);
        assertEquals(409, answer.statusCode(), answer.body());
        assertEquals("EntityAlreadyExists", json(answer).get("error").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2800", "\u3164", "\u200b", "\ufe0f", "\u00a0\u00ad"})
    void a_name_that_looks_like_nothing_is_none(String name) {
        HttpResponse<String> answer = create(name);
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals("ValidationError", json(answer).get("error").asText());
    }

    @Test
    void the_wizard_says_so_beside_the_field() {
        HttpVisitor alice =
                new HttpVisitor(realm).open("&kc_action=ASSIGN_MFA_DEVICE").password("alice");
        alice.submit("otp", red.next()).submit("deviceName", "Red\u3000p\u200dhone");
        assertTrue(alice.html().contains("input-error-deviceName"), alice.html());
        alice.submit("deviceName", "\u3164");
        assertTrue(alice.html().contains("Enter a name"), alice.html());
        alice.submit("deviceName", "Blue\u200b ");
        Phone blue = alice.phone();
        alice.submit("code1", blue.next(), "code2", blue.next(), "action", "add");
        assertTrue(
                ADMIN.devices(realm, "alice").stream().anyMatch(device -> "Blue"
                        .equals(device.get("userLabel").asText())),
                alice.html());
    }

    @Test
    void a_direct_grant_finds_a_device_by_the_name_as_it_looks() {
        HttpResponse<String> answer = Tokens.password(
                TestServer.get().url(), realm, "alice", "totp", red.next(), "mfa_device", "\u2066red  phone\u2069");
        assertEquals(200, answer.statusCode(), answer.body());
    }
}
