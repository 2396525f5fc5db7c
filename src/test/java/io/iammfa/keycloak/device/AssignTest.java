package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Assigned.Reason;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;

class AssignTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    private static void assertRefused(Reason reason, Assigned result) {
        assertEquals(Assigned.refused(reason), result);
    }

    private static void assertRefused(ConsecutiveCodes.Reason reason, Assigned result) {
        assertEquals(new Assigned.Refused(Reason.CODES, reason), result);
    }

    private Assigned assign(App app, String code1, String code2) {
        return user.request(devices -> devices.assign(app.pending("Phone"), code1, code2, null, true));
    }

    @Nested
    class A_first_device {

        private final App app = user.app();

        @Test
        void is_the_user_s_under_the_id_that_it_was_promised() {
            Assigned.Done done = assertInstanceOf(Assigned.Done.class, user.assign(app, "Phone", null, false));
            assertNull(done.replaced());
            assertEquals(app.id(), done.device().id());
            assertEquals("Phone", done.device().name());
            assertEquals("totp", done.device().kind());
            assertNull(done.device().lastUsedAt(), "to assign a device is no use of it");
            assertEquals(List.of(done.device()), user.request(MfaDevices::list));
        }

        @Test
        void is_a_stock_credential_and_a_row_in_the_lowest_slot() {
            user.assign(app, "Phone");
            CredentialModel credential = user.database.committed().credential(app.id());
            assertEquals("otp Phone", credential.getType() + " " + credential.getUserLabel());
            assertEquals(
                    new DeviceRow(
                            app.id(),
                            "totp",
                            0,
                            DeviceName.key("Phone"),
                            "phone",
                            0,
                            clock.step(),
                            DeviceRow.NEVER,
                            0,
                            null),
                    user.row(app.id()));
            assertEquals(1, user.database.committed().owner.devices());
        }

        @Test
        void has_used_up_both_codes() {
            user.assign(app, "Phone");
            assertFalse(user.verify(app, app.codeIn(-1)));
            assertFalse(user.verify(app, app.code()));
            assertTrue(user.verify(app, app.codeIn(1)));
        }

        @Test
        void needs_no_proof() {
            assertInstanceOf(Assigned.Done.class, user.assign(app, "Phone", null, false));
        }

        @Test
        void brings_its_tags() {
            user.request(devices -> devices.assign(
                    app.pending("Phone", Map.of("Team", "ops", "a", "")), app.codeIn(-1), app.code(), null, true));
            assertEquals(
                    Map.of("Team", "ops", "a", ""),
                    user.request(devices -> devices.tags(app.id())).orElseThrow());
        }
    }

    @Nested
    class Two_codes {

        private final App app = user.app();

        @Test
        void in_the_wrong_order_are_refused() {
            assertRefused(ConsecutiveCodes.Reason.WRONG_ORDER, assign(app, app.code(), app.codeIn(-1)));
        }

        @Test
        void that_are_the_same_are_refused() {
            assertRefused(ConsecutiveCodes.Reason.SAME_CODE, assign(app, app.code(), app.code()));
        }

        @Test
        void with_another_between_them_are_refused() {
            assertRefused(ConsecutiveCodes.Reason.GAP, assign(app, app.codeIn(-2), app.code()));
        }

        @Test
        void of_another_device_are_refused_and_leave_nothing_behind() {
            App other = user.app();
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, assign(app, other.codeIn(-1), other.code()));
            assertTrue(user.database.committed().credentials.isEmpty());
            assertTrue(user.database.committed().rows.isEmpty());
        }

        @ParameterizedTest
        @ValueSource(longs = {-3119, -121, -120, 121, 3120})
        void outside_the_sync_window_up_to_another_time_zone_are_told_as_that(long last) {
            assertRefused(ConsecutiveCodes.Reason.OUTSIDE_WINDOW, assign(app, app.codeIn(last - 1), app.codeIn(last)));
        }

        @ParameterizedTest
        @CsvSource({"-119,-119", "-2,-2", "-1,0", "0,0", "1,0", "2,2", "120,120"})
        void in_the_sync_window_measure_the_clock_unless_they_are_in_the_ordinary_one(long last, int drift) {
            assertInstanceOf(Assigned.Done.class, assign(app, app.codeIn(last - 1), app.codeIn(last)));
            assertEquals(drift, user.row(app.id()).clockDrift());
            assertEquals(
                    drift * Clock.PERIOD,
                    user.request(devices -> devices.find(app.id()))
                            .orElseThrow()
                            .clockDriftSeconds());
        }
    }

    @Nested
    class At_the_limit {

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 8, 32})
        void there_is_no_room_for_one_more(int limit) {
            user.in(TestRealm.DEFAULT.maxDevices(limit));
            IntStream.range(0, limit).forEach(i -> user.assign("Phone " + i));
            assertTrue(user.finds(MfaDevices::isFull));
            assertRefused(Reason.LIMIT_REACHED, user.assign(user.app(), "One more"));
            assertEquals(limit, user.names().size());
        }

        @Test
        void keys_and_apps_count_alike() {
            user.in(TestRealm.DEFAULT.maxDevices(2));
            user.assign("Phone");
            assertInstanceOf(Assigned.Done.class, user.assignKey("Key"));
            assertRefused(Reason.LIMIT_REACHED, user.assign(user.app(), "One more"));
            assertRefused(Reason.LIMIT_REACHED, user.assignKey("Another key"));
        }

        @Test
        void devices_that_came_by_keycloak_s_own_paths_count_too() {
            user.in(TestRealm.DEFAULT.maxDevices(1)).stockApp("From before");
            assertRefused(Reason.LIMIT_REACHED, user.assign(user.app(), "Phone"));
        }

        @Test
        void a_device_that_keycloak_removed_makes_room() {
            user.in(TestRealm.DEFAULT.maxDevices(1));
            user.stockRemove(user.assign("Lost").id());
            App phone = user.assign("Phone");
            assertEquals(0, user.row(phone.id()).slot());
        }

        @Test
        void the_slot_in_the_middle_that_was_freed_is_taken_again() {
            user.assign("0");
            String removed = user.assign("1").id();
            user.assign("2");
            user.request(devices -> devices.remove(removed));
            assertEquals(1, user.row(user.assign("new").id()).slot());
        }

        @Test
        void passwords_and_passwordless_passkeys_are_no_devices() {
            user.in(TestRealm.DEFAULT.maxDevices(1));
            CredentialModel password = new CredentialModel();
            password.setType("password");
            user.stock(password);
            CredentialModel passkey = new CredentialModel();
            passkey.setType("webauthn-passwordless");
            user.stock(passkey);
            user.assign("Phone");
            assertEquals(List.of("Phone"), user.names());
        }
    }

    @Nested
    class A_name {

        @ParameterizedTest
        @ValueSource(strings = {"Phone", "PHONE", "phone", "Ｐhone", "Pho\u200bne"})
        void that_the_user_gave_already_is_taken_whatever_its_case_and_encoding(String same) {
            user.assign("Phone");
            assertRefused(Reason.NAME_TAKEN, user.assign(user.app(), same));
            assertRefused(Reason.NAME_TAKEN, user.assignKey(same));
        }

        @Test
        void of_a_stock_credential_is_taken() {
            user.stockApp(" phone ");
            assertRefused(Reason.NAME_TAKEN, user.assign(user.app(), "Phone"));
        }

        @Test
        void of_a_removed_device_is_free() {
            String phone = user.assign("Phone").id();
            user.request(devices -> devices.remove(phone));
            user.assign("phone");
        }

        @Test
        void of_a_credential_that_is_no_device_is_taken_for_users_of_a_storage_alone() {
            CredentialModel password = new CredentialModel();
            password.setType("password");
            password.setUserLabel("Phone");
            user.stock(password);
            user.assign("phone");
            TestUser federated = new TestUser().ofStorage();
            federated.stock(MemoryDatabase.copyOf(password));
            assertRefused(Reason.NAME_TAKEN, federated.assign(federated.app(), "phone"));
            assertTrue(federated.finds(devices -> devices.owns(new DeviceName("PHONE"), null)));
        }
    }

    @Nested
    class The_realm_s_policy {

        @Test
        void may_allow_no_apps() {
            user.in(TestRealm.DEFAULT.onlyOf(DeviceType.WEBAUTHN));
            assertRefused(Reason.TYPE_NOT_ALLOWED, user.assign(user.app(), "Phone"));
            assertInstanceOf(Assigned.Done.class, user.assignKey("Key"));
        }

        @Test
        void may_allow_no_keys() {
            user.in(TestRealm.DEFAULT.onlyOf(DeviceType.TOTP));
            assertRefused(Reason.TYPE_NOT_ALLOWED, user.assignKey("Key"));
            user.assign("Phone");
        }

        @Test
        void asks_who_owns_a_device_for_a_proof() {
            user.assign("Phone");
            assertRefused(Reason.PROOF_MISSING, user.assign(user.app(), "Tablet", null, false));
            assertInstanceOf(Assigned.Done.class, user.assign(user.app(), "Tablet", null, true));
        }

        @Test
        void asks_for_a_proof_of_stock_devices_too() {
            user.stockApp("From before");
            assertRefused(Reason.PROOF_MISSING, user.assign(user.app(), "Tablet", null, false));
        }

        @Test
        void may_do_without_a_proof() {
            user.in(TestRealm.DEFAULT.withoutProof()).assign("Phone");
            assertInstanceOf(Assigned.Done.class, user.assign(user.app(), "Tablet", null, false));
        }
    }

    @Nested
    class A_second_click {

        private final App app = user.app();

        @Test
        void finds_the_device_that_the_first_has_made() {
            user.assign(app, "Phone");
            Assigned.Already already = assertInstanceOf(Assigned.Already.class, user.assign(app, "Phone"));
            assertEquals(app.id(), already.device().id());
            assertEquals(List.of("Phone"), user.names());
        }

        @Test
        void finds_it_at_the_limit_without_a_proof_and_under_its_own_name_alike() {
            user.in(TestRealm.DEFAULT.maxDevices(1)).assign(app, "Phone");
            assertInstanceOf(Assigned.Already.class, user.assign(app, "Phone", null, false));
        }

        @Test
        void finds_it_where_the_first_has_replaced_another() {
            String old = user.assign("Phone").id();
            user.assign(app, "Phone", old, true);
            assertInstanceOf(Assigned.Already.class, user.assign(app, "Phone", old, true));
        }

        @Test
        void with_wrong_codes_is_told_so() {
            user.assign(app, "Phone");
            assertRefused(ConsecutiveCodes.Reason.SAME_CODE, assign(app, "00000000", "00000000"));
        }
    }

    @Nested
    class A_counter {

        private App counter(int from) {
            user.in(TestRealm.DEFAULT.counting(from));
            return user.app();
        }

        @Test
        void is_stored_past_both_codes() throws Exception {
            App app = counter(7);
            assertInstanceOf(Assigned.Done.class, assign(app, app.code(7), app.code(8)));
            DeviceRow row = user.row(app.id());
            assertEquals("hotp 8 0", row.kind() + " " + row.lastStep() + " " + row.clockDrift());
            OTPCredentialModel stored = OTPCredentialModel.createFromCredentialModel(
                    user.database.committed().credential(app.id()));
            assertEquals(9, stored.getOTPCredentialData().getCounter());
        }

        @Test
        void may_have_been_pressed_as_often_as_the_window_is_wide() {
            App pressedOnce = counter(0);
            assertInstanceOf(Assigned.Done.class, assign(pressedOnce, pressedOnce.code(1), pressedOnce.code(2)));
        }

        @Test
        void that_was_pressed_more_often_is_told_as_that() {
            App app = counter(5);
            assertRefused(ConsecutiveCodes.Reason.OUTSIDE_WINDOW, assign(app, app.code(7), app.code(8)));
            assertRefused(ConsecutiveCodes.Reason.OUTSIDE_WINDOW, assign(app, app.code(4), app.code(5)));
            assertRefused(ConsecutiveCodes.Reason.OUTSIDE_WINDOW, assign(app, app.code(1000), app.code(1001)));
            assertRefused(ConsecutiveCodes.Reason.NO_MATCH, assign(app, app.code(2000), app.code(2001)));
        }

        @ParameterizedTest
        @ValueSource(ints = {Integer.MAX_VALUE - 2, Integer.MAX_VALUE - 1, Integer.MAX_VALUE})
        void goes_on_beyond_what_keycloak_s_credential_can_hold(int from) {
            App app = counter(from);
            assertInstanceOf(Assigned.Done.class, assign(app, app.code(from), app.code(from + 1L)));
            assertEquals(from + 1L, user.row(app.id()).lastStep());
            assertFalse(user.verify(app, app.code(from + 1L)));
            assertTrue(user.verify(app, app.code(from + 2L)));
            assertFalse(user.verify(app, app.code(from + 2L)));
            assertTrue(user.verify(app, app.code(from + 4L)));
        }
    }
}
