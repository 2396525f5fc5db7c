package io.iammfa.keycloak.elsewhere;

import static io.iammfa.keycloak.elsewhere.LdapRealm.assertShows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.LinkedAccount;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of organizations, who say who they are before anything else is asked. */
class OrganizationIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private String realm;
    private String organization;

    @BeforeEach
    void an_organization() {
        realm = new RealmBuilder()
                .notOptedIn()
                .set("organizationsEnabled", true)
                .user("ann")
                .create(ADMIN);
        new Flows(realm).optIn(true).deviceFormInBrowserFlow();
        ADMIN.post(
                "/" + realm + "/organizations",
                Map.of(
                        "name",
                        "acme",
                        "alias",
                        "acme",
                        "enabled",
                        true,
                        "domains",
                        List.of(Map.of("name", "example.com", "verified", true))));
        organization =
                ADMIN.get("/" + realm + "/organizations").get(0).get("id").asText();
    }

    @Test
    void one_who_was_added_signs_in_with_name_password_and_device() {
        String ann = ADMIN.userId(realm, "ann");
        ADMIN.post("/" + realm + "/organizations/" + organization + "/members", ann);
        ADMIN.put("/" + realm + "/users/" + ann, Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
        HttpVisitor browser = password("ann@example.com", "ann");
        Phone phone = LdapRealm.enrol(browser, "Phone");
        browser = password("ann", "ann");
        assertShows(browser, "kc-otp-login-form");
        assertFalse(browser.submit("otp", "000000").isSignedIn());
        assertFalse(browser.submit("otp", phone.again()).isSignedIn());
        assertTrue(browser.submit("otp", phone.next()).isSignedIn(), browser.html());
        assertEquals(
                "Phone",
                ADMIN.get("/" + realm + "/mfa-devices?user=ann")
                        .get(0)
                        .get("name")
                        .asText());
    }

    private HttpVisitor password(String username, String password) {
        HttpVisitor browser = new HttpVisitor(realm).open("").submit("username", username);
        return browser.submit("password", password);
    }

    @Test
    void one_whom_the_organization_s_provider_brings_enrols_and_is_asked_for_the_device() {
        LinkedAccount elsewhere = new LinkedAccount(TestServer.get().url(), ADMIN);
        new Flows(realm).ofOne("after elsewhere", "mfa-device-form");
        Map<String, Object> provider =
                new HashMap<>(LinkedAccount.provider(TestServer.get().url(), elsewhere.elsewhere("mallory")));
        Map<String, Object> config = new HashMap<>();
        ((Map<?, ?>) provider.get("config")).forEach((key, value) -> config.put((String) key, value));
        config.put("kc.org.domain", "example.com");
        config.put("kc.org.broker.redirect.mode.email-matches", "true");
        provider.put("config", config);
        provider.put("postBrokerLoginFlowAlias", "after elsewhere");
        ADMIN.post("/" + realm + "/identity-provider/instances", provider);
        ADMIN.post("/" + realm + "/organizations/" + organization + "/identity-providers", "elsewhere");

        Phone phone = LdapRealm.enrol(throughTheProvider(), "Phone");
        assertTrue(ADMIN.get("/" + realm + "/organizations/" + organization + "/members")
                .findValuesAsText("username")
                .contains("mallory"));
        HttpVisitor browser = throughTheProvider();
        assertShows(browser, "kc-otp-login-form");
        assertFalse(browser.submit("otp", "000000").isSignedIn());
        assertTrue(browser.submit("otp", phone.next()).isSignedIn(), browser.html());
    }

    private HttpVisitor throughTheProvider() {
        HttpVisitor browser = new HttpVisitor(realm).open("").submit("username", "mallory@example.com");
        // older versions send only those there whom they don't know yet, and offer it to the others
        return LinkedAccount.choose(browser).password("mallory");
    }
}
