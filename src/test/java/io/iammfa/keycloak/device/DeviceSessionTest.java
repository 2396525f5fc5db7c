package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.support.Models;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

class DeviceSessionTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser owner = new TestUser();
    private final App app = owner.stockApp("Phone");

    private final Map<String, String> authNotes = new HashMap<>();
    private final Map<String, String> sessionNotes = new HashMap<>();
    private final UserModel alice = user("alice");
    private UserModel sessionUser = alice;
    private boolean sessionThere;
    private int maxAuthAge = 300;
    private int endedAt;

    @BeforeEach
    void aServerWithAllFeatures() {
        Profile.defaults();
    }

    private static UserModel user(String id) {
        return Models.answering(UserModel.class, Map.of("getId", id));
    }

    private RealmModel realm() {
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setProviderId(MfaPolicy.REQUIRED_ACTION);
        action.setEnabled(true);
        action.setConfig(Map.of("max_auth_age", String.valueOf(maxAuthAge)));
        Supplier<Stream<RequiredActionProviderModel>> actions = () -> Stream.of(action);
        return Models.answering(
                RealmModel.class, Map.of("getName", "realm", "getRequiredActionProvidersStream", actions));
    }

    /** Notes that are set for the session which the sign-in leads to. */
    private AuthenticationSessionModel authSession() {
        RootAuthenticationSessionModel root =
                Models.answering(RootAuthenticationSessionModel.class, Map.of("getId", "root"));
        Class<AuthenticationSessionModel> type = AuthenticationSessionModel.class;
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> switch (method.getName()) {
                    case "setUserSessionNote" -> authNotes.put((String) args[0], (String) args[1]);
                    case "getUserSessionNotes" -> authNotes;
                    case "getAuthNote" -> null;
                    case "getParentSession" -> root;
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    private KeycloakSession session() {
        Supplier<Integer> notBefore = () -> endedAt;
        Supplier<UserModel> user = () -> sessionUser;
        UserSessionModel userSession =
                Models.answering(UserSessionModel.class, Map.of("getUser", user, "getNotes", sessionNotes));
        Supplier<UserSessionModel> found = () -> sessionThere ? userSession : null;
        UserSessionProvider sessions = Models.answering(UserSessionProvider.class, Map.of("getUserSession", found));
        UserProvider users = Models.answering(UserProvider.class, Map.of("getNotBeforeOfUser", notBefore));
        return Models.answering(KeycloakSession.class, Map.of("sessions", sessions, "users", users));
    }

    private boolean isProved() {
        return owner.finds(devices -> DeviceSession.isProved(session(), realm(), alice, devices, authSession()));
    }

    private boolean isVoid() {
        return DeviceSession.isVoid(session(), realm(), alice, authSession());
    }

    private void prove() {
        DeviceSession.proved(
                authSession(), owner.request(devices -> devices.find(app.id())).orElseThrow());
    }

    private void goOnInSession() {
        sessionThere = true;
        sessionNotes.putAll(authNotes);
        authNotes.clear();
    }

    @Nested
    class In_this_sign_in {

        @Test
        void a_proof_is_void_once_all_that_was_signed_in_was_ended() {
            assertFalse(isVoid());
            prove();
            assertFalse(isVoid());
            endedAt = Time.currentTime();
            assertTrue(isProved());
            clock.pass(Duration.ofSeconds(1));
            endedAt = Time.currentTime();
            assertFalse(isProved());
            assertTrue(isVoid());
            prove();
            assertTrue(isProved());
            assertFalse(isVoid());
        }

        @Test
        void a_recovery_code_is_a_proof_of_the_same_age_and_void_as_soon() {
            DeviceSession.recovered(authSession());
            assertTrue(isProved());
            clock.pass(Duration.ofSeconds(301));
            assertFalse(isProved());
            assertFalse(isVoid());
            endedAt = Time.currentTime();
            assertTrue(isVoid());
        }

        @Test
        void nothing_is_proved_at_first() {
            assertFalse(isProved());
        }

        @Test
        void a_device_is_proved_by_its_notes() {
            prove();
            assertTrue(isProved());
            assertEquals(app.id(), authNotes.get(DeviceSession.DEVICE_ID));
            assertEquals("Phone", authNotes.get(DeviceSession.DEVICE_NAME));
        }

        @Test
        void the_proof_is_worth_nothing_once_the_device_is_gone() {
            prove();
            owner.request(devices -> devices.remove(app.id()));
            assertFalse(isProved());
        }

        @Test
        void it_holds_five_minutes_even_where_the_realm_wants_a_fresh_one() {
            maxAuthAge = 0;
            prove();
            clock.pass(Duration.ofSeconds(280));
            assertTrue(isProved());
            clock.pass(Duration.ofSeconds(30));
            assertFalse(isProved());
        }

        @Test
        void it_holds_longer_where_the_realm_says_so() {
            maxAuthAge = 3600;
            prove();
            clock.pass(Duration.ofMinutes(59));
            assertTrue(isProved());
        }

        @Test
        void a_code_of_the_storage_counts_as_long_as_no_app_is_here() {
            DeviceSession.provedByStorage(authSession());
            assertFalse(isProved());
            owner.request(devices -> devices.remove(app.id()));
            assertTrue(isProved());
        }
    }

    @Nested
    class In_a_session_that_goes_on {

        @Test
        void the_proof_holds_for_the_realm_s_max_auth_age() {
            prove();
            goOnInSession();
            assertTrue(isProved());
            clock.pass(Duration.ofSeconds(310));
            assertFalse(isProved());
        }

        @Test
        void there_is_none_where_the_realm_wants_a_fresh_one() {
            maxAuthAge = 0;
            prove();
            goOnInSession();
            clock.pass(Duration.ofSeconds(2));
            assertFalse(isProved());
        }

        @Test
        void it_is_that_user_s_alone() {
            prove();
            goOnInSession();
            sessionUser = user("bob");
            assertFalse(isProved());
            sessionUser = null;
            assertFalse(isProved());
        }

        @Test
        void it_ends_with_the_device() {
            prove();
            goOnInSession();
            owner.stockRemove(app.id());
            assertFalse(isProved());
        }
    }
}
