package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.TokenRow;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Hardware tokens of the inventory become a user's devices, and go back into it. */
class TokenActivationTest {

    /** More than a day of a token of a minute. */
    private static final int FAR_OFF = 2000;

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    /** A token in its owner's hand. */
    private App token(String serial, String type, String algorithm, int digits, int period) {
        NewDevice device = new NewDevice("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", type, digits, algorithm, period, 0);
        TokenRow row = new TokenRow(
                serial,
                "Maker",
                "Model",
                null,
                type,
                algorithm,
                digits,
                period,
                0,
                device.secret(),
                0,
                -1,
                "available",
                null,
                null,
                0,
                0,
                0,
                "admin",
                Map.of("batch", "2026"));
        user.database.stock(state -> state.tokens.put(TokenRow.fold(serial), row));
        return new App(KeycloakModelUtils.generateId(), device);
    }

    private App token(String serial) {
        return token(serial, "totp", "HmacSHA1", 6, 30);
    }

    private TokenRow row(String serial) {
        return user.database.committed().tokens.get(TokenRow.fold(serial));
    }

    private Assigned claim(App app, String serial, long last, String replacedId) {
        return claim(app.id(), serial, app.code(last - 1), app.code(last), replacedId);
    }

    private Assigned claim(String id, String serial, String code1, String code2, String replacedId) {
        try (TestUser.Request request = user.open()) {
            Assigned result = request.tokens()
                    .byUser(
                            new TokenActivation.Claim(
                                    id, serial, new DeviceName("Token " + id), code1, code2, replacedId),
                            true);
            request.commit();
            return result;
        }
    }

    private static void assertRefused(Assigned.Reason reason, Assigned result) {
        assertEquals(Assigned.refused(reason), result);
    }

    @Test
    void a_token_is_a_stock_credential_with_its_own_parameters_and_its_serial_number() {
        App app = token("AB-12", "totp", "HmacSHA256", 8, 60);
        Assigned.Done done = assertInstanceOf(Assigned.Done.class, claim(app, " ab-12 ", app.step(), null));
        assertEquals("AB-12", done.device().serialNumber());
        assertEquals(DeviceType.HARDWARE, done.device().type());
        OTPCredentialModel stock = OTPCredentialModel.createFromCredentialModel(
                user.database.committed().credential(app.id()));
        assertEquals(
                "HmacSHA256 8 60",
                stock.getOTPCredentialData().getAlgorithm() + " "
                        + stock.getOTPCredentialData().getDigits() + " "
                        + stock.getOTPCredentialData().getPeriod());
        assertEquals("active", row("AB-12").state());
        assertEquals(app.id(), row("AB-12").credentialId());
        assertTrue(user.verify(app, app.codeIn(1)));
    }

    @Test
    void years_of_drift_are_measured_within_the_tokens_own_window() {
        App app = token("1");
        assertInstanceOf(Assigned.Done.class, claim(app, "1", app.step() - 479, null));
        assertEquals(-479, user.row(app.id()).clockDrift());
        assertTrue(user.verify(app, app.codeIn(-478)));
        App other = token("2");
        assertRefused(Assigned.Reason.TOKEN, claim(other, "2", other.step() - FAR_OFF, null));
    }

    @Test
    void a_counter_is_found_and_goes_on() {
        App app = token("1", "hotp", "HmacSHA1", 6, 0);
        assertInstanceOf(Assigned.Done.class, claim(app, "1", 300, null));
        assertTrue(user.verify(app, app.code(301)));
    }

    @Test
    void an_unknown_serial_number_another_user_s_token_and_wrong_codes_get_one_answer() {
        App app = token("1");
        App taken = token("2");
        user.database.stock(state -> state.tokens.computeIfPresent(
                TokenRow.fold("2"), (serial, row) -> row.in("active", "somebody", "theirs")));
        for (Assigned refused : new Assigned[] {
            claim(app, "3", app.step(), null),
            claim(taken, "2", taken.step(), null),
            claim("x", "1", "000000", "000001", null),
            claim("x", "1", app.code(), app.codeIn(2), null),
        }) {
            assertRefused(Assigned.Reason.TOKEN, refused);
        }
        assertEquals("available", row("1").state());
    }

    @ParameterizedTest
    @CsvSource({
        "totp, HmacSHA1, 6, 30",
        "totp, HmacSHA256, 8, 60",
        "totp, HmacSHA512, 6, 30",
        "hotp, HmacSHA1, 6, 0",
        "hotp, HmacSHA512, 8, 0"
    })
    void whatever_token_it_is_and_if_it_is_none_the_work_is_the_same(
            String type, String algorithm, int digits, int period) {
        token("1", type, algorithm, digits, period);
        token("2", type, algorithm, digits, period);
        user.database.stock(state ->
                state.tokens.computeIfPresent(TokenRow.fold("2"), (serial, row) -> row.measured(0, 1_000_000_000)));
        token("3", type, algorithm, digits, period);
        user.database.stock(state -> state.tokens.computeIfPresent(
                TokenRow.fold("3"), (serial, row) -> row.in("active", "somebody", "theirs")));
        try (CountedMacs macs = new CountedMacs()) {
            assertRefused(Assigned.Reason.TOKEN, claim("x", "none", "000000", "000001", null));
            Map<String, Integer> unknown = macs.taken();
            assertEquals(Set.of("HmacSHA1", "HmacSHA256", "HmacSHA512"), unknown.keySet());
            assertEquals(1, Set.copyOf(unknown.values()).size(), unknown.toString());
            assertRefused(Assigned.Reason.TOKEN, claim("x", "1", "000000", "000001", null));
            assertEquals(unknown, macs.taken(), "wrong codes");
            assertRefused(Assigned.Reason.TOKEN, claim("x", "3", "000000", "000001", null));
            assertEquals(unknown, macs.taken(), "another user's");
            assertRefused(Assigned.Reason.TOKEN, claim("x", "2", "000000", "000001", null));
            assertEquals(unknown, macs.taken(), "one that was used before");
        }
    }

    @Test
    void after_some_wrong_ones_in_a_row_nothing_is_looked_at_for_a_while() {
        App app = token("1");
        for (int i = 0; i < Rules.PROOF_TRIES; i++) {
            assertRefused(Assigned.Reason.TOKEN, claim("x", "" + i, "000000", "000001", null));
        }
        assertRefused(Assigned.Reason.TOO_MANY_TRIES, claim(app, "1", app.step(), null));
        clock.pass(Rules.PROOF_PAUSE);
        assertInstanceOf(Assigned.Done.class, claim(app, "1", app.step(), null));
    }

    @Test
    void the_second_click_finds_what_the_first_one_made() {
        App app = token("1");
        assertInstanceOf(Assigned.Done.class, claim(app, "1", app.step(), null));
        assertInstanceOf(Assigned.Already.class, claim(app, "1", app.step(), null));
    }

    @Test
    void what_is_removed_is_returned_and_no_code_that_was_used_works_again() {
        App app = token("1");
        claim(app, "1", app.step() - 20, null);
        assertTrue(user.verify(app, app.codeIn(-19)));
        user.request(devices -> devices.remove(app.id()));
        assertEquals("returned", row("1").state());
        assertNull(row("1").userId());
        assertNull(row("1").credentialId());
        assertEquals(-20, row("1").drift());
        assertEquals(app.step() - 19, row("1").watermark());
        App again = new App(KeycloakModelUtils.generateId(), app.device());
        assertRefused(Assigned.Reason.TOKEN, claim(again, "1", app.step() - 18, null));
        assertInstanceOf(Assigned.Done.class, claim(again, "1", app.step() - 17, null));
    }

    @Test
    void one_takes_the_place_of_another_and_an_app_that_of_a_token() {
        App first = token("1");
        claim(first, "1", first.step(), null);
        App second = token("2");
        assertInstanceOf(Assigned.Done.class, claim(second, "2", second.step(), first.id()));
        assertEquals("returned active", row("1").state() + " " + row("2").state());
        App app = user.app();
        assertInstanceOf(Assigned.Done.class, user.assign(app, "App", second.id(), true));
        assertEquals("returned", row("2").state());
    }

    @Test
    void what_is_kept_for_who_did_not_remove_it_comes_back_unless_somebody_else_has_it() {
        App app = token("1");
        claim(app, "1", app.step(), null);
        user.request(devices -> devices.remove(app.id()));
        assertEquals(Disavowal.Undone.DEVICE_BACK, undo("remove", app.id()));
        assertEquals("active", row("1").state());
        assertTrue(user.verify(app, app.codeIn(1)));
        user.request(devices -> devices.remove(app.id()));
        user.database.stock(state -> state.tokens.computeIfPresent(
                TokenRow.fold("1"), (serial, row) -> row.in("active", "somebody", "theirs")));
        assertEquals(Disavowal.Undone.NOTHING, undo("remove", app.id()));
        assertEquals("somebody", row("1").userId());
    }

    private Disavowal.Undone undo(String operation, String deviceId) {
        try (TestUser.Request request = user.open()) {
            String change = request.disavowal().last(operation, deviceId).orElseThrow();
            Disavowal.Undone undone = request.disavowal().undo(change).orElseThrow();
            request.commit();
            return undone;
        }
    }

    @Test
    void a_realm_may_do_without_them() {
        user.in(TestRealm.DEFAULT.onlyOf(DeviceType.TOTP));
        App app = token("1");
        assertRefused(Assigned.Reason.TYPE_NOT_ALLOWED, claim(app, "1", app.step(), null));
        assertEquals("available", row("1").state());
        assertEquals(Map.of(), user.database.committed().rows);
    }
}
