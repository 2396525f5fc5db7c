package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Proved.Reason;
import io.iammfa.keycloak.store.OwnerRow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProofTest {

    private static final Proved WRONG = new Proved.Refused(Reason.WRONG_CODE);
    private static final Proved PAUSE = new Proved.Refused(Reason.TOO_MANY_TRIES);

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();
    private final App app = user.stockApp("Phone");

    private Proved prove(String code) {
        return user.request(devices -> devices.codes().prove(code, () -> false));
    }

    private void failures(int number) {
        for (int i = 0; i < number; i++) {
            assertEquals(WRONG, prove(wrong()), "failure " + i);
        }
    }

    private String wrong() {
        return app.codeIn(1000);
    }

    @Nested
    class A_code {

        @Test
        void proves_and_is_used_up() {
            Proved.Done done = assertInstanceOf(Proved.Done.class, prove(app.code()));
            assertEquals(app.id(), done.device().id());
            assertEquals(WRONG, prove(app.code()));
            assertFalse(user.verify(app, app.code()));
        }

        @Test
        void that_signed_in_proves_nothing() {
            assertTrue(user.verify(app, app.code()));
            assertEquals(WRONG, prove(app.code()));
        }

        @Test
        void of_the_user_s_storage_proves_too() {
            Proved result = user.request(devices -> devices.codes().prove("anything", () -> true));
            assertNull(assertInstanceOf(Proved.Done.class, result).device());
        }

        @Test
        void of_a_device_is_not_shown_to_the_storage() {
            AtomicBoolean asked = new AtomicBoolean();
            user.request(devices -> devices.codes().prove(app.code(), () -> {
                asked.set(true);
                return true;
            }));
            assertFalse(asked.get());
        }
    }

    @Nested
    class Wrong_codes {

        @Test
        void are_counted_with_the_user() {
            failures(3);
            assertEquals(3, user.database.committed().owner.proofFailures());
            prove(app.code());
            assertEquals(OwnerRow.NEW.owning(1), user.database.committed().owner);
        }

        @Test
        void are_counted_across_sign_ins_by_password_alone_and_devices() {
            failures(3);
            user.assign("Tablet");
            user.reconcile();
            assertEquals(3, user.database.committed().owner.proofFailures());
        }

        @Test
        void are_counted_also_where_the_storage_refuses() {
            user.withCodesElsewhere();
            failures(2);
            user.request(devices -> devices.codes().prove("x", () -> true));
            assertEquals(0, user.database.committed().owner.proofFailures());
        }

        @Test
        void up_to_nine_in_a_row_cost_nothing() {
            failures(9);
            assertInstanceOf(Proved.Done.class, prove(app.code()));
            failures(9);
        }
    }

    @Nested
    class Where_the_realm_has_no_brute_force_protection {

        @Test
        void none_is_looked_at_for_a_quarter_of_an_hour_after_ten() {
            failures(10);
            assertEquals(PAUSE, prove(wrong()));
            assertEquals(PAUSE, prove(app.code()), "a right one neither");
            clock.pass(Duration.ofMinutes(14));
            assertEquals(PAUSE, prove(app.code()));
            assertEquals(10, user.database.committed().owner.proofFailures());
            clock.pass(Duration.ofMinutes(1));
            assertInstanceOf(Proved.Done.class, prove(app.code()));
            assertEquals(WRONG, prove(app.code()), "and the count begins anew");
        }

        @Test
        void the_code_that_was_not_looked_at_is_not_used_up() {
            failures(10);
            String code = app.code();
            assertEquals(PAUSE, prove(code));
            assertTrue(user.verify(app, code));
        }

        @Test
        void the_storage_is_not_asked_during_the_pause() {
            failures(10);
            assertEquals(PAUSE, user.request(devices -> devices.codes().prove("x", () -> {
                throw new AssertionError("asked");
            })));
        }

        @Test
        void one_more_wrong_code_after_it_begins_the_next_pause() {
            failures(10);
            for (int round = 0; round < 3; round++) {
                clock.pass(Duration.ofMinutes(15));
                assertEquals(WRONG, prove(wrong()));
                assertEquals(PAUSE, prove(app.code()));
            }
        }

        @Test
        void a_hundred_guesses_a_day_are_all_that_is_left_to_an_attacker() {
            int looked = 0;
            for (int minute = 0; minute < 24 * 60; minute++) {
                looked += prove(wrong()).equals(WRONG) ? 1 : 0;
                clock.pass(Duration.ofMinutes(1));
            }
            assertTrue(looked <= 106, looked + " guesses");
        }

        @Test
        void signing_in_with_a_device_ends_the_pause() {
            failures(10);
            assertTrue(user.verify(app, app.code()));
            assertInstanceOf(Proved.Done.class, prove(app.codeIn(1)));
        }

        @Test
        void a_security_key_ends_it_too() {
            user.assignKey("a2V5");
            failures(10);
            user.request(devices -> devices.codes().keyUsed("a2V5"));
            assertInstanceOf(Proved.Done.class, prove(app.code()));
        }
    }

    @Nested
    class Where_it_has {

        @Test
        void its_own_numbers_hold() {
            user.under(TestRealm.DEFAULT.rules(3, Duration.ofMinutes(1)));
            failures(3);
            assertEquals(PAUSE, prove(app.code()));
            clock.pass(Duration.ofMinutes(1));
            assertInstanceOf(Proved.Done.class, prove(app.code()));
        }

        @Test
        void no_pause_at_all_is_none() {
            user.under(TestRealm.DEFAULT.rules(1, Duration.ZERO));
            failures(5);
            assertInstanceOf(Proved.Done.class, prove(app.code()));
        }
    }

    @Test
    void a_failure_is_not_counted_if_its_request_comes_to_nothing() {
        failures(1);
        try (TestUser.Request request = user.open()) {
            request.devices().codes().prove(wrong(), () -> false);
        }
        assertEquals(1, user.database.committed().owner.proofFailures());
    }
}
