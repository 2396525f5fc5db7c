package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Assigned.Reason;
import io.iammfa.keycloak.store.DeviceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.credential.OTPCredentialModel;

/** Every race is run some times over, since one run may happen to be in a row. */
class RacesTest {

    private static final int ROUNDS = 10;

    @RegisterExtension
    final Clock clock = new Clock();

    private interface Round {

        void run(TestUser user) throws Exception;
    }

    private void rounds(Supplier<TestUser> users, Round round) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            clock.toBeginningOfStep();
            round.run(users.get());
        }
    }

    private void rounds(Round round) throws Exception {
        rounds(TestUser::new, round);
    }

    private static Assigned assign(MfaDevices devices, App app, String name, String replacedId, boolean proved) {
        return devices.assign(app.pending(name), app.codeIn(-1), app.code(), replacedId, proved);
    }

    private static List<App> apps(TestUser user, int number) {
        return IntStream.range(0, number).mapToObj(i -> user.app()).toList();
    }

    @Nested
    class Of_enrolments {

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void for_the_last_place_one_gets_it(int requests) throws Exception {
            rounds(() -> new TestUser().in(TestRealm.DEFAULT.maxDevices(3)), user -> {
                user.assign("first");
                user.stockApp("second");
                List<App> apps = apps(user, requests);
                List<Assigned> results =
                        Race.of(requests, user, i -> devices -> assign(devices, apps.get(i), "Phone " + i, null, true));
                assertEquals(1, Race.count(results, Assigned.Done.class));
                assertEquals(requests - 1, Race.<Assigned>count(results, Assigned.refused(Reason.LIMIT_REACHED)));
                assertEquals(3, user.database.committed().credentials.size());
                assertEquals(3, user.database.committed().owner.devices());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void for_many_places_all_get_one_in_slots_of_their_own(int requests) throws Exception {
            rounds(user -> {
                List<App> apps = apps(user, requests);
                List<Assigned> results =
                        Race.of(requests, user, i -> devices -> assign(devices, apps.get(i), "Phone " + i, null, true));
                assertEquals(requests, Race.count(results, Assigned.Done.class));
                assertEquals(
                        IntStream.range(0, requests).boxed().toList(),
                        user.database.committed().rows.values().stream()
                                .map(DeviceRow::slot)
                                .sorted()
                                .toList());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void under_one_name_one_gets_it(int requests) throws Exception {
            List<String> names = List.of("Phone", "PHONE", "phone", "pHone", "Ｐhone", "PhOnE", "phonE", "PHone");
            rounds(user -> {
                List<App> apps = apps(user, requests);
                List<Assigned> results =
                        Race.of(requests, user, i -> devices -> assign(devices, apps.get(i), names.get(i), null, true));
                assertEquals(1, Race.count(results, Assigned.Done.class));
                assertEquals(requests - 1, Race.<Assigned>count(results, Assigned.refused(Reason.NAME_TAKEN)));
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void of_one_pending_device_one_makes_it_and_the_others_find_it(int requests) throws Exception {
            rounds(() -> new TestUser().in(TestRealm.DEFAULT.maxDevices(1)), user -> {
                App app = user.app();
                List<Assigned> results =
                        Race.of(requests, user, i -> devices -> assign(devices, app, "Phone", null, false));
                assertEquals(1, Race.count(results, Assigned.Done.class));
                assertEquals(requests - 1, Race.count(results, Assigned.Already.class));
                assertEquals(1, user.database.committed().credentials.size());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void for_the_first_device_without_a_proof_one_gets_in(int requests) throws Exception {
            rounds(user -> {
                List<App> apps = apps(user, requests);
                List<Assigned> results = Race.of(
                        requests, user, i -> devices -> assign(devices, apps.get(i), "Phone " + i, null, false));
                assertEquals(1, Race.count(results, Assigned.Done.class));
                assertEquals(requests - 1, Race.<Assigned>count(results, Assigned.refused(Reason.PROOF_MISSING)));
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void that_replace_one_device_one_does(int requests) throws Exception {
            rounds(user -> {
                String old = user.assign("Phone").id();
                user.request(devices -> devices.tag(old, Map.of("a", "b")));
                List<App> apps = apps(user, requests);
                List<Assigned> results =
                        Race.of(requests, user, i -> devices -> assign(devices, apps.get(i), "Phone", old, true));
                assertEquals(1, Race.count(results, Assigned.Done.class));
                assertEquals(requests - 1, Race.<Assigned>count(results, Assigned.refused(Reason.NOTHING_TO_REPLACE)));
                assertEquals(1, user.database.committed().credentials.size());
                assertEquals(1, user.database.committed().tags.size());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void and_stock_paths_at_once_leave_every_device_with_a_row(int requests) throws Exception {
            rounds(user -> {
                List<App> apps = apps(user, requests);
                Race.of(requests, user, i -> devices -> {
                    if (i % 2 == 0) {
                        user.stockApp("Stock " + i);
                    }
                    return assign(devices, apps.get(i), "Phone " + i, null, true);
                });
                user.reconcile();
                MemoryDatabase.State state = user.database.committed();
                assertEquals(state.credentials.size(), state.rows.size());
                assertEquals(state.credentials.size(), state.owner.devices());
            });
        }
    }

    @Nested
    class Of_codes {

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void one_code_is_accepted_once(int requests) throws Exception {
            rounds(user -> {
                App app = user.stockApp("Phone");
                List<Optional<MfaDevice>> results = Race.of(
                        requests,
                        user,
                        i -> devices -> i % 2 == 0
                                ? devices.codes().verify(app.code())
                                : devices.codes().verify(app.id(), app.code()));
                assertEquals(1, results.stream().filter(Optional::isPresent).count());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void a_counter_s_code_is_accepted_once(int requests) throws Exception {
            rounds(() -> new TestUser().in(TestRealm.DEFAULT.counting(0)), user -> {
                App app = user.stockApp("Key ring");
                List<Optional<MfaDevice>> results =
                        Race.of(requests, user, i -> devices -> devices.codes().verify(app.code(1)));
                assertEquals(1, results.stream().filter(Optional::isPresent).count());
                assertEquals(
                        2,
                        OTPCredentialModel.createFromCredentialModel(
                                        user.database.committed().credential(app.id()))
                                .getOTPCredentialData()
                                .getCounter());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void codes_of_different_steps_are_accepted_in_their_order_alone(int requests) throws Exception {
            rounds(() -> new TestUser().in(TestRealm.DEFAULT.lookAhead(8)), user -> {
                App app = user.stockApp("Phone");
                List<Integer> order = new ArrayList<>();
                Race.of(requests, user, i -> devices -> {
                    // the list is guarded by the owner's lock, as the watermark is
                    devices.codes().verify(app.codeIn(i)).ifPresent(device -> order.add(i));
                    return true;
                });
                assertEquals(order.stream().sorted().toList(), order);
                assertEquals(requests - 1, order.get(order.size() - 1));
                assertEquals(clock.step() + requests - 1, user.row(app.id()).lastStep());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void one_pair_resyncs_once_and_a_sign_in_with_its_second_code_is_the_same_use(int requests) throws Exception {
            rounds(user -> {
                App app = user.stockApp("Phone");
                List<Boolean> results = Race.of(
                        requests,
                        user,
                        i -> devices -> i % 2 == 0
                                ? devices.codes().resync(app.id(), app.codeIn(-1), app.code(), true)
                                        instanceof Resynced.Done
                                : devices.codes().verify(app.id(), app.code()).isPresent());
                assertEquals(1, Race.count(results, true));
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void of_a_proof_and_a_sign_in_one_gets_the_code(int requests) throws Exception {
            rounds(user -> {
                App app = user.stockApp("Phone");
                List<Boolean> results = Race.of(
                        requests,
                        user,
                        i -> devices -> i % 2 == 0
                                ? devices.codes().prove(app.code(), () -> false) instanceof Proved.Done
                                : devices.codes().verify(app.code()).isPresent());
                assertEquals(1, Race.count(results, true));
            });
        }
    }

    @Nested
    class Of_other_changes {

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void one_removes_and_the_others_find_nothing(int requests) throws Exception {
            rounds(user -> {
                String phone = user.assign("Phone").id();
                List<Optional<MfaDevice>> results = Race.of(requests, user, i -> devices -> devices.remove(phone));
                assertEquals(1, results.stream().filter(Optional::isPresent).count());
                assertEquals(0, user.database.committed().owner.devices());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void one_device_gets_the_name_that_all_want(int requests) throws Exception {
            rounds(user -> {
                List<App> apps = IntStream.range(0, requests)
                        .mapToObj(i -> user.assign("Phone " + i))
                        .toList();
                List<Renamed> results = Race.of(
                        requests,
                        user,
                        i -> devices -> devices.rename(apps.get(i).id(), new DeviceName("Main")));
                assertEquals(1, Race.count(results, Renamed.Done.class));
                assertEquals(
                        requests - 1, Race.<Renamed>count(results, new Renamed.Refused(Renamed.Reason.NAME_TAKEN)));
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void tags_up_to_the_fiftieth_are_all_there(int requests) throws Exception {
            rounds(user -> {
                String phone = user.assign("Phone").id();
                for (int i = 0; i < 49; i++) {
                    String key = "key-" + i;
                    user.request(devices -> devices.tag(phone, Map.of(key, "")));
                }
                List<Tagged> results =
                        Race.of(requests, user, i -> devices -> devices.tag(phone, Map.of("new-" + i, "")));
                assertEquals(1, Race.count(results, Tagged.Done.class));
                assertEquals(50, user.database.committed().tags.get(phone).size());
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void every_wrong_proof_is_counted_and_none_is_looked_at_beyond_the_last_try(int requests) throws Exception {
            rounds(() -> new TestUser().under(TestRealm.DEFAULT.rules(4, Rules.PROOF_PAUSE)), user -> {
                App app = user.stockApp("Phone");
                List<Proved> results = Race.of(
                        requests, user, i -> devices -> devices.codes().prove(app.codeIn(1000 + i), () -> false));
                long looked = Race.<Proved>count(results, new Proved.Refused(Proved.Reason.WRONG_CODE));
                assertEquals(Math.min(4, requests), looked);
                assertEquals(looked, user.database.committed().owner.proofFailures());
                assertTrue(results.stream().allMatch(Proved.Refused.class::isInstance));
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8})
        void a_rename_elsewhere_is_told_once(int requests) throws Exception {
            rounds(user -> {
                App phone = user.assign("Phone");
                user.stockRename(phone.id(), "Tablet");
                Race.of(requests, user, i -> devices -> devices.codes().verify("00000000"));
                assertEquals(List.of("phone -> Tablet"), user.renamedElsewhere);
            });
        }
    }
}
