package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.OwnerRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;

class VerifyTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    @Nested
    class A_code {

        private final App app = user.stockApp("Phone");

        @Test
        void of_a_device_from_before_is_accepted_once() {
            assertTrue(user.verify(app, app.code()));
            assertFalse(user.verify(app, app.code()));
            assertTrue(user.verify(app, app.codeIn(1)));
        }

        @Test
        void that_is_older_than_an_accepted_one_is_not_accepted() {
            user.in(TestRealm.DEFAULT.lookAhead(3));
            assertTrue(user.verify(app, app.codeIn(2)));
            for (long step = -3; step <= 2; step++) {
                assertFalse(user.verify(app, app.codeIn(step)), "step " + step);
            }
            assertTrue(user.verify(app, app.codeIn(3)));
        }

        @Test
        void that_was_used_stays_used_while_its_window_moves_on() {
            user.in(TestRealm.DEFAULT.lookAhead(3));
            String code = app.codeIn(3);
            assertTrue(user.verify(app, code));
            for (int step = 0; step < 8; step++) {
                assertFalse(user.verify(app, code), "after " + step + " steps");
                clock.passSteps(1);
            }
        }

        @Test
        void notes_the_use_and_the_step_in_the_same_transaction() {
            clock.pass(Duration.ofSeconds(7));
            MfaDevice used = user.request(devices -> devices.codes().verify(app.id(), app.codeIn(1)))
                    .orElseThrow();
            DeviceRow row = user.row(app.id());
            assertEquals(clock.step() + 1, row.lastStep());
            assertEquals(used.lastUsedAt().toEpochMilli(), row.lastUsed());
            assertTrue(Math.abs(Time.currentTimeMillis() - row.lastUsed()) < 10_000);
        }

        @Test
        void is_not_used_up_if_the_request_comes_to_nothing() {
            try (TestUser.Request request = user.open()) {
                assertTrue(
                        request.devices().codes().verify(app.id(), app.code()).isPresent());
            }
            assertTrue(user.verify(app, app.code()));
        }

        @Test
        void is_accepted_once_in_one_request_too() {
            try (TestUser.Request request = user.open()) {
                DeviceCodes codes = request.devices().codes();
                assertTrue(codes.verify(app.code()).isPresent());
                assertTrue(codes.verify(app.code()).isEmpty());
                assertTrue(
                        request.devices().codes().verify(app.id(), app.code()).isEmpty());
                request.commit();
            }
            assertFalse(user.verify(app, app.code()));
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", " ", "1234567", "123456789", "abcdefgh", "1234567\0", "-1234567"})
        void must_be_one(String typed) {
            assertFalse(user.verify(app, typed));
            assertTrue(user.request(devices -> devices.codes().verify(typed)).isEmpty());
        }

        @Test
        void may_be_typed_with_spaces() {
            String code = app.code();
            assertTrue(user.verify(app, " " + code.substring(0, 3) + "\u00a0" + code.substring(3)));
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", "%", "0", "Phone"})
        void of_a_device_that_is_not_the_user_s_is_not_accepted(String id) {
            assertTrue(user.request(devices -> devices.codes().verify(id, app.code()))
                    .isEmpty());
            assertTrue(user.verify(app, app.code()), "and is not used up by it");
        }

        @Test
        void of_another_user_s_device_is_not_accepted() {
            assertFalse(new TestUser().verify(app, app.code()));
        }

        @Test
        void of_a_removed_device_is_not_accepted() {
            user.request(devices -> devices.remove(app.id()));
            assertFalse(user.verify(app, app.code()));
        }

        @Test
        void of_another_device_of_the_user_is_not_accepted_for_this_one() {
            App other = user.stockApp("Tablet");
            assertFalse(user.verify(other, app.code()));
            assertEquals(
                    Optional.of(app.id()),
                    user.request(devices -> devices.codes().verify(app.code())).map(MfaDevice::id));
        }
    }

    @Nested
    class Any_device {

        @Test
        void accepts_its_codes_and_each_has_a_watermark_of_its_own() {
            App phone = user.stockApp("Phone");
            App tablet = user.stockApp("Tablet");
            for (App app : List.of(tablet, phone)) {
                assertEquals(
                        Optional.of(app.id()),
                        user.request(devices -> devices.codes().verify(app.code()))
                                .map(MfaDevice::id));
                assertTrue(user.request(devices -> devices.codes().verify(app.code()))
                        .isEmpty());
            }
        }

        @Test
        void works_beside_keys_and_what_can_t_be_read() {
            user.assignKey("Key");
            CredentialModel broken = new CredentialModel();
            broken.setType("otp");
            broken.setCredentialData("{");
            broken.setSecretData("{}");
            user.stock(broken);
            App phone = user.stockApp("Phone");
            assertTrue(user.request(devices -> devices.codes().verify(phone.code()))
                    .isPresent());
            assertFalse(user.finds(devices ->
                    devices.codes().verify(broken.getId(), phone.codeIn(1)).isPresent()));
            assertEquals("totp", user.row(broken.getId()).kind());
        }
    }

    @Nested
    class Where_codes_may_be_used_again {

        private final App app = user.in(TestRealm.DEFAULT.withReusableCodes().withoutFollowing())
                .stockApp("Phone");

        @Test
        void a_code_is_accepted_as_long_as_its_window_lasts() {
            String code = app.code();
            assertTrue(user.verify(app, code));
            assertTrue(user.verify(app, app.codeIn(1)));
            assertTrue(user.verify(app, app.codeIn(-1)));
            assertTrue(user.verify(app, code));
            clock.passSteps(2);
            assertFalse(user.verify(app, code));
        }

        @Test
        void the_watermark_still_only_rises_for_the_day_when_they_may_not() {
            user.verify(app, app.codeIn(1));
            user.verify(app, app.codeIn(-1));
            assertEquals(clock.step() + 1, user.row(app.id()).lastStep());
            user.in(TestRealm.DEFAULT);
            assertFalse(user.verify(app, app.codeIn(1)));
        }

        @Test
        void a_counter_s_code_may_not() {
            user.in(TestRealm.DEFAULT.withReusableCodes().counting(0));
            App counter = user.assign("Key ring");
            assertTrue(user.verify(counter, counter.code(2)));
            assertFalse(user.verify(counter, counter.code(2)));
        }

        @Test
        void a_counter_s_code_may_not_either_where_keycloak_s_credential_can_count_no_further() {
            user.in(TestRealm.DEFAULT.withReusableCodes().counting(Integer.MAX_VALUE));
            App counter = user.stockApp("Key ring");
            assertTrue(user.verify(counter, counter.code(Integer.MAX_VALUE)));
            assertFalse(user.verify(counter, counter.code(Integer.MAX_VALUE)));
        }
    }

    @Nested
    class A_counter {

        private final App app =
                user.in(TestRealm.DEFAULT.counting(5).lookAhead(3)).stockApp("Key ring");

        private int stored() {
            return OTPCredentialModel.createFromCredentialModel(
                            user.database.committed().credential(app.id()))
                    .getOTPCredentialData()
                    .getCounter();
        }

        @Test
        void is_looked_for_ahead_only() {
            assertFalse(user.verify(app, app.code(4)));
            assertFalse(user.verify(app, app.code(9)));
            assertTrue(user.verify(app, app.code(8)));
            assertEquals(9, stored());
        }

        @Test
        void leaves_no_code_behind_it() {
            assertTrue(user.verify(app, app.code(7)));
            for (long counter = 0; counter <= 7; counter++) {
                assertFalse(user.verify(app, app.code(counter)), "counter " + counter);
            }
            assertTrue(user.verify(app, app.code(8)));
        }

        /** Sets the counter as Keycloak's own ways do. */
        private void stockCounter(int counter) {
            user.database.stock(state -> {
                OTPCredentialModel set = OTPCredentialModel.createFromCredentialModel(state.credential(app.id()));
                set.updateCounter(counter);
                state.credential(app.id()).setCredentialData(set.getCredentialData());
            });
        }

        @Test
        void that_keycloak_s_own_form_moved_on_is_followed() {
            user.verify(app, app.code(5));
            stockCounter(20);
            assertFalse(user.verify(app, app.code(19)));
            assertTrue(user.verify(app, app.code(20)));
        }

        @Test
        void that_was_set_back_is_not_followed() {
            user.verify(app, app.code(8));
            stockCounter(0);
            assertFalse(user.verify(app, app.code(8)));
            assertFalse(user.verify(app, app.code(0)));
            assertTrue(user.verify(app, app.code(9)));
            assertEquals(10, stored());
        }

        @Test
        void goes_on_past_the_largest_number_that_keycloak_s_credential_can_hold() {
            user.in(TestRealm.DEFAULT.counting(Integer.MAX_VALUE - 1).lookAhead(1));
            App late = user.stockApp("Late");
            long first = Integer.MAX_VALUE - 1L;
            for (long counter = first; counter < first + 6; counter++) {
                assertTrue(user.verify(late, late.code(counter)), "counter " + counter);
                assertFalse(user.verify(late, late.code(counter)), "again " + counter);
                assertEquals(counter, user.row(late.id()).lastStep());
            }
            assertFalse(user.verify(late, late.code(first + 8)));
        }
    }

    @Nested
    class A_security_key {

        @Test
        void is_used_by_the_id_that_browsers_know() {
            Assigned.Done key = assertInstanceOf(Assigned.Done.class, user.assignKey("a2V5"));
            MfaDevice used =
                    user.request(devices -> devices.codes().keyUsed("a2V5")).orElseThrow();
            assertEquals(key.device().id(), used.id());
            assertEquals(used.lastUsedAt().toEpochMilli(), user.row(used.id()).lastUsed());
        }

        @Test
        void that_is_not_the_user_s_changes_nothing() {
            App app = user.assign("Phone");
            user.request(devices -> devices.codes().prove("00000000", () -> false));
            MemoryDatabase.State before = user.database.committed();
            assertTrue(user.request(devices -> devices.codes().keyUsed("a2V5")).isEmpty());
            assertTrue(
                    user.request(devices -> devices.codes().keyUsed(app.id())).isEmpty());
            assertEquals(before.rows, user.database.committed().rows);
            assertEquals(before.owner, user.database.committed().owner);
        }

        @Test
        void has_no_codes() {
            user.assignKey("a2V5");
            String id = user.request(MfaDevices::list).get(0).id();
            assertTrue(user.request(devices -> devices.codes().verify(id, "12345678"))
                    .isEmpty());
            assertFalse(user.finds(MfaDevices::haveCodes));
            assertTrue(user.request(MfaDevices::apps).isEmpty());
        }
    }

    @Nested
    class Who_is_asked {

        @Test
        void has_codes_if_an_app_or_the_storage_has() {
            assertFalse(user.finds(MfaDevices::haveCodes));
            user.withCodesElsewhere();
            assertTrue(user.finds(MfaDevices::haveCodes));
            TestUser other = new TestUser();
            other.stockApp("Phone");
            assertTrue(other.finds(MfaDevices::haveCodes));
        }

        @Test
        void types_as_many_digits_as_the_device_shows_or_else_as_the_realm_says() {
            CredentialModel shorter = OTPCredentialModel.createTOTP("secret", 6, 30, "HmacSHA1");
            String id = user.stock(shorter);
            assertTrue(user.finds(devices -> devices.codes().digits(id) == 6));
            assertTrue(user.finds(devices -> devices.codes().digits("unknown") == 8));
            assertTrue(user.finds(devices -> devices.codes().digits(null) == 8));
        }

        @Test
        void finds_the_last_used_device_first_and_then_the_newest() {
            App oldest = user.stockApp("oldest");
            App older = user.stockApp("older");
            App used = user.stockApp("used");
            App usedLast = user.stockApp("used last");
            user.database.stock(state -> {
                state.credential(oldest.id()).setCreatedDate(1000L);
                state.credential(older.id()).setCreatedDate(2000L);
            });
            user.verify(used, used.code());
            clock.passSteps(1);
            user.verify(usedLast, usedLast.code());
            assertEquals(
                    List.of("used last", "used", "older", "oldest"),
                    user.request(MfaDevices::list).stream().map(MfaDevice::name).toList());
        }

        @Test
        void has_the_failures_of_the_proof_forgotten_by_any_right_code() {
            App app = user.stockApp("Phone");
            user.request(devices -> devices.codes().prove("00000000", () -> false));
            assertEquals(1, user.database.committed().owner.proofFailures());
            user.verify(app, app.code());
            assertEquals(OwnerRow.NEW.owning(1), user.database.committed().owner);
        }
    }
}
