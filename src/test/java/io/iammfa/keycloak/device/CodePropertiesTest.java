package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What holds for any window, clock and pair of codes, in many cases chosen by chance, always the same. A code of eight
 * digits is taken, so that none is right by accident.
 */
class CodePropertiesTest {

    private static final int CASES = 200;

    @RegisterExtension
    final Clock clock = new Clock();

    private final Random random = new Random(20_260_101);

    /** A realm and a user with one device, whose clock is off by some steps that are known here alone. */
    private record Case(TestUser user, App app, TestRealm realm, long off) {

        String shown(long stepsFromNow) {
            return app.codeIn(off + stepsFromNow);
        }
    }

    private int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    private Stream<TestRealm> realms() {
        return IntStream.range(0, CASES).mapToObj(i -> {
            clock.toBeginningOfStep();
            return TestRealm.DEFAULT.syncWindow(between(1, 150)).lookAhead(between(0, 10));
        });
    }

    private static App app(String type, int counter) {
        return new App("id", new NewDevice("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", type, 8, "HmacSHA256", 30, counter));
    }

    private static TestUser owner(App app, TestRealm realm) {
        TestUser user = new TestUser().in(realm);
        user.stock(app.device()
                .toCredential(app.id(), new DeviceName("Phone"), app.device().counter(), UnaryOperator.identity()));
        return user;
    }

    @Test
    void a_pair_is_assigned_exactly_if_it_is_consecutive_and_both_lie_in_the_sync_window() {
        realms().forEach(realm -> {
            int window = realm.syncWindowSteps();
            int one = between(-window - 3, window + 3);
            int two = random.nextInt(3) > 0 ? one + 1 : between(-window - 3, window + 3);
            App app = app("totp", 0);
            TestUser user = new TestUser().in(realm);
            Assigned result = user.request(
                    devices -> devices.assign(app.pending("Phone"), app.codeIn(one), app.codeIn(two), null, false));
            String what = one + ", " + two + " in " + realm;
            boolean right = two == one + 1 && one >= -window && two <= window;
            assertEquals(right, result instanceof Assigned.Done, what);
            assertEquals(right ? 1 : 0, user.database.committed().rows.size(), what);
            if (right) {
                int drift = Math.abs(two) <= realm.lookAhead() ? 0 : two;
                assertEquals(drift, user.row(app.id()).clockDrift(), what);
                assertEquals(clock.step() + two, user.row(app.id()).lastStep(), what);
            }
        });
    }

    @Test
    void a_pair_resyncs_exactly_if_it_is_consecutive_in_the_sync_window_and_above_the_watermark() {
        realms().forEach(realm -> {
            int window = realm.syncWindowSteps();
            App app = app("totp", 0);
            TestUser user = owner(app, realm);
            int used = between(-realm.lookAhead(), realm.lookAhead());
            boolean usedBefore = random.nextBoolean() && user.verify(app, app.codeIn(used));
            int one = random.nextBoolean()
                    ? between(-window - 3, window + 3)
                    : between(-realm.lookAhead() - 1, realm.lookAhead() + 1);
            int two = random.nextInt(3) > 0 ? one + 1 : between(-window - 3, window + 3);
            Resynced result =
                    user.request(devices -> devices.codes().resync(app.id(), app.codeIn(one), app.codeIn(two), false));
            boolean right = two == one + 1 && one >= -window && two <= window && (!usedBefore || one > used);
            assertEquals(
                    right,
                    result instanceof Resynced.Done,
                    one + ", " + two + (usedBefore ? " after " + used : "") + " in " + realm);
        });
    }

    @Test
    void after_an_assignment_exactly_the_look_ahead_window_around_the_device_s_own_clock_is_accepted() {
        realms().forEach(realm -> {
            int window = realm.syncWindowSteps();
            long off = between(-window + 1, window);
            Case known = new Case(new TestUser().in(realm), app("totp", 0), realm, off);
            App app = known.app();
            assertInstanceOf(
                    Assigned.Done.class,
                    known.user()
                            .request(devices -> devices.assign(
                                    app.pending("Phone"), known.shown(-1), known.shown(0), null, false)));
            long counted = Math.abs(off) <= realm.lookAhead() ? 0 : off;
            // far enough that the watermark is below the window
            clock.passSteps(2L * realm.lookAhead() + 3);
            long step = counted + between(-realm.lookAhead() - 2, realm.lookAhead() + 2);
            assertEquals(
                    Math.abs(step - counted) <= realm.lookAhead(),
                    known.user().verify(app, app.codeIn(step)),
                    step + " of a clock off by " + off + " in " + realm);
        });
    }

    @Test
    void of_any_sequence_of_codes_those_are_accepted_that_are_in_the_window_and_newer_than_all_before() {
        realms().limit(60).map(TestRealm::withoutFollowing).forEach(realm -> {
            App app = app("totp", 0);
            TestUser user = owner(app, realm);
            long newest = -1;
            for (int i = 0; i < 20; i++) {
                clock.passSteps(random.nextInt(3));
                clock.toBeginningOfStep();
                int ahead = between(-realm.lookAhead() - 1, realm.lookAhead() + 1);
                long step = clock.step() + ahead;
                boolean right = Math.abs(ahead) <= realm.lookAhead() && step > newest;
                assertEquals(right, user.verify(app, app.code(step)), ahead + " after " + newest + " in " + realm);
                newest = right ? step : newest;
            }
        });
    }

    @Test
    void of_any_sequence_of_counters_those_are_accepted_that_are_ahead_as_far_as_the_window_reaches() {
        realms().limit(60).forEach(realm -> {
            int from = random.nextBoolean() ? between(0, 1000) : Integer.MAX_VALUE - between(0, 20);
            App app = app("hotp", from);
            TestUser user = owner(app, realm);
            long next = from;
            for (int i = 0; i < 20; i++) {
                long counter = Math.max(0, next + between(-2, realm.lookAhead() + 2));
                boolean right = next <= counter && counter <= next + realm.lookAhead();
                assertEquals(right, user.verify(app, app.code(counter)), counter + " for " + next + " in " + realm);
                next = right ? counter + 1 : next;
            }
        });
    }

    @Test
    void a_counter_s_pair_is_assigned_exactly_if_the_first_is_in_the_window_and_the_second_is_the_next() {
        realms().forEach(realm -> {
            int from = random.nextBoolean() ? between(0, 1000) : Integer.MAX_VALUE - between(0, 20);
            App app = app("hotp", from);
            long one = Math.max(0, from + between(-2, realm.lookAhead() + 2));
            long two = random.nextInt(3) > 0 ? one + 1 : Math.max(0, from + between(-2, realm.lookAhead() + 2));
            Assigned result = new TestUser()
                    .in(realm)
                    .request(
                            devices -> devices.assign(app.pending("Phone"), app.code(one), app.code(two), null, false));
            assertEquals(
                    two == one + 1 && from <= one && one <= from + (long) realm.lookAhead(),
                    result instanceof Assigned.Done,
                    one + ", " + two + " from " + from + " in " + realm);
        });
    }

    @Test
    void a_counter_s_pair_resyncs_exactly_if_both_are_ahead_as_far_as_the_sync_window_reaches() {
        realms().forEach(realm -> {
            int window = realm.syncWindowSteps();
            int from = random.nextBoolean() ? between(0, 1000) : Integer.MAX_VALUE - between(0, 20);
            App app = app("hotp", from);
            long one = Math.max(0, from + between(-2, window + 2));
            long two = random.nextInt(3) > 0 ? one + 1 : Math.max(0, from + between(-2, window + 2));
            Resynced result = owner(app, realm)
                    .request(devices -> devices.codes().resync(app.id(), app.code(one), app.code(two), true));
            assertEquals(
                    two == one + 1 && from <= one && two <= from + (long) window,
                    result instanceof Resynced.Done,
                    one + ", " + two + " from " + from + " in " + realm);
        });
    }
}
