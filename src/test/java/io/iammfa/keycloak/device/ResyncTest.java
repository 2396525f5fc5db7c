package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Resynced.Reason;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.credential.OTPCredentialModel;

class ResyncTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    private Resynced resync(App app, String code1, String code2, boolean signsIn) {
        return user.request(devices -> devices.codes().resync(app.id(), code1, code2, signsIn));
    }

    /** With the codes that the app shows by a clock that is off. */
    private Resynced resync(App app, long off) {
        return resync(app, app.codeIn(off - 1), app.codeIn(off), false);
    }

    private static void assertRefused(ConsecutiveCodes.Reason reason, Resynced result) {
        assertEquals(new Resynced.Refused(Reason.CODES, reason), result);
    }

    @Nested
    class A_clock {

        private final App app = user.stockApp("Phone");

        @ParameterizedTest
        @ValueSource(longs = {-119, -10, 10, 119, 120})
        void that_is_off_works_after_it(long off) {
            assertFalse(user.verify(app, app.codeIn(off)));
            assertInstanceOf(Resynced.Done.class, resync(app, off));
            assertEquals(off, user.row(app.id()).clockDrift());
            clock.passSteps(1);
            assertTrue(user.verify(app, app.codeIn(off)));
            assertFalse(user.verify(app, app.code()), "the server's own time is outside of the device's window");
        }

        @ParameterizedTest
        @CsvSource({"-2,-2", "-1,0", "0,0", "1,0", "2,2"})
        void in_the_ordinary_window_is_right(long off, int drift) {
            assertInstanceOf(Resynced.Done.class, resync(app, off));
            assertEquals(drift, user.row(app.id()).clockDrift());
        }

        @ParameterizedTest
        @ValueSource(longs = {-121, -120, 121, 500})
        void that_is_off_further_than_the_sync_window_is_refused(long off) {
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, resync(app, off));
            assertEquals(0, user.row(app.id()).clockDrift());
        }

        @Test
        void that_was_set_right_again_has_no_drift_again() {
            resync(app, 50);
            clock.passSteps(60);
            assertInstanceOf(Resynced.Done.class, resync(app, 0));
            assertEquals(0, user.row(app.id()).clockDrift());
        }

        @Test
        void is_measured_without_a_use_unless_that_signs_in() {
            resync(app, 5);
            assertEquals(DeviceRow.NEVER, user.row(app.id()).lastUsed());
            clock.passSteps(2);
            resync(app, app.codeIn(4), app.codeIn(5), true);
            assertNotEquals(DeviceRow.NEVER, user.row(app.id()).lastUsed());
        }
    }

    @Nested
    class Both_codes {

        private final App app = user.stockApp("Phone");

        @Test
        void are_used_up() {
            assertInstanceOf(Resynced.Done.class, resync(app, 0));
            assertFalse(user.verify(app, app.codeIn(-1)));
            assertFalse(user.verify(app, app.code()));
            assertRefused(ConsecutiveCodes.Reason.USED, resync(app, 0));
            assertTrue(user.verify(app, app.codeIn(1)));
        }

        @Test
        void must_be_newer_than_any_that_was_accepted() {
            assertTrue(user.verify(app, app.code()));
            assertRefused(ConsecutiveCodes.Reason.USED, resync(app, 0));
            assertRefused(ConsecutiveCodes.Reason.USED, resync(app, 1));
            assertInstanceOf(Resynced.Done.class, resync(app, 2));
        }

        @Test
        void stay_used_where_single_codes_may_be_used_again() {
            user.in(TestRealm.DEFAULT.withReusableCodes());
            assertInstanceOf(Resynced.Done.class, resync(app, 0));
            assertRefused(ConsecutiveCodes.Reason.USED, resync(app, 0));
        }

        @Test
        void are_refused_in_the_wrong_order_with_a_gap_or_twice_the_same() {
            assertRefused(ConsecutiveCodes.Reason.WRONG_ORDER, resync(app, app.codeIn(1), app.code(), false));
            assertRefused(ConsecutiveCodes.Reason.GAP, resync(app, app.codeIn(-1), app.codeIn(1), false));
            assertRefused(ConsecutiveCodes.Reason.SAME_CODE, resync(app, app.code(), app.code(), false));
        }

        @Test
        void are_needed() {
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, resync(app, app.code(), "", false));
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, resync(app, null, app.code(), false));
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, resync(app, "1234567", "123456789", false));
        }

        @Test
        void change_nothing_if_the_request_comes_to_nothing() {
            user.reconcile();
            DeviceRow before = user.row(app.id());
            try (TestUser.Request request = user.open()) {
                request.devices().codes().resync(app.id(), app.codeIn(9), app.codeIn(10), true);
            }
            assertEquals(before, user.row(app.id()));
        }

        @Test
        void prove_the_user() {
            user.request(devices -> devices.codes().prove("00000000", () -> false));
            resync(app, 0);
            assertEquals(0, user.database.committed().owner.proofFailures());
        }
    }

    @Nested
    class A_counter {

        private final App app = user.in(TestRealm.DEFAULT.counting(0)).stockApp("Key ring");

        @ParameterizedTest
        @ValueSource(longs = {0, 1, 50, 119})
        void that_was_pressed_too_often_is_found_as_far_as_the_sync_window_reaches(long counter) {
            assertInstanceOf(Resynced.Done.class, resync(app, app.code(counter), app.code(counter + 1), false));
            assertFalse(user.verify(app, app.code(counter + 1)));
            assertTrue(user.verify(app, app.code(counter + 2)));
            assertEquals(0, user.row(app.id()).clockDrift());
        }

        @Test
        void beyond_the_sync_window_is_not_found() {
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, resync(app, app.code(120), app.code(121), false));
        }

        @Test
        void is_never_found_behind_a_used_one() {
            assertInstanceOf(Resynced.Done.class, resync(app, app.code(60), app.code(61), false));
            assertInstanceOf(Resynced.Refused.class, resync(app, app.code(60), app.code(61), false));
            assertInstanceOf(Resynced.Refused.class, resync(app, app.code(61), app.code(62), false));
            assertInstanceOf(Resynced.Refused.class, resync(app, app.code(10), app.code(11), false));
            assertInstanceOf(Resynced.Done.class, resync(app, app.code(62), app.code(63), false));
        }

        @Test
        void is_found_where_keycloak_s_credential_can_t_hold_it() {
            user.in(TestRealm.DEFAULT.counting(Integer.MAX_VALUE - 3));
            App late = user.stockApp("Late");
            long last = Integer.MAX_VALUE + 100L;
            assertInstanceOf(Resynced.Done.class, resync(late, late.code(last - 1), late.code(last), true));
            assertEquals(last, user.row(late.id()).lastStep());
            assertEquals(
                    Integer.MAX_VALUE,
                    OTPCredentialModel.createFromCredentialModel(
                                    user.database.committed().credential(late.id()))
                            .getOTPCredentialData()
                            .getCounter());
            assertTrue(user.verify(late, late.code(last + 1)));
        }
    }

    @Nested
    class What_is_not_an_app_of_the_user {

        @Test
        void is_not_resynced() {
            user.assignKey("a2V5");
            String key = user.request(MfaDevices::list).get(0).id();
            App other = new TestUser().stockApp("Phone");
            for (String id : new String[] {key, other.id(), "", null}) {
                assertEquals(new Resynced.Refused(Reason.NO_SUCH_DEVICE, null), user.request(devices -> devices.codes()
                        .resync(id, other.codeIn(-1), other.code(), true)));
            }
        }
    }
}
