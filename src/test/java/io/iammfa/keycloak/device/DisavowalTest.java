package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Disavowal.Undone;
import io.iammfa.keycloak.store.ChangeRow;
import io.iammfa.keycloak.store.DeviceRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisavowalTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    private String last(String operation) {
        return user.database.committed().changes.values().stream()
                .filter(change -> change.operation().equals(operation))
                .reduce((first, second) -> second)
                .map(ChangeRow::id)
                .orElseThrow();
    }

    private Optional<Undone> undo(String change) {
        try (TestUser.Request request = user.open()) {
            Optional<Undone> undone = request.disavowal().undo(change);
            request.commit();
            return undone;
        }
    }

    private Optional<Undone> undoLast(String operation) {
        return undo(last(operation));
    }

    @Test
    void a_device_that_was_added_goes_and_a_second_time_nothing_happens() {
        App mine = user.assign("Mine");
        App theirs = user.assign("Theirs");
        String change = last("assign");
        assertEquals(Optional.of(Undone.DEVICE_GONE), undo(change));
        assertEquals(List.of("Mine"), user.names());
        assertFalse(user.verify(theirs, theirs.codeIn(1)));
        assertTrue(user.verify(mine, mine.codeIn(1)));
        assertEquals(Optional.empty(), undo(change));
        assertEquals(Optional.empty(), undo("no such change"));
        assertEquals(1, user.database.committed().owner.devices());
    }

    @Test
    void a_device_that_was_added_and_renamed_since_goes_as_well_and_one_that_is_gone_stays_so() {
        App app = user.assign("Theirs");
        user.request(devices -> devices.rename(app.id(), new DeviceName("Other")));
        assertEquals(Optional.of(Undone.DEVICE_GONE), undoLast("assign"));
        assertEquals(List.of(), user.names());
        App other = user.assign("Theirs");
        user.request(devices -> devices.remove(other.id()));
        assertEquals(Optional.of(Undone.DEVICE_GONE), undoLast("assign"));
        assertEquals(List.of(), user.names());
    }

    @Test
    void a_device_that_was_removed_comes_back_with_all_that_was_known_of_it() {
        App app = user.assign("Phone");
        user.assign("Other");
        user.request(devices -> devices.tag(app.id(), Map.of("Team", "ops")));
        String used = app.codeIn(1);
        assertTrue(user.verify(app, used));
        DeviceRow before = user.row(app.id());
        var credential = user.database.committed().credential(app.id());
        user.request(devices -> devices.remove(app.id()));
        assertEquals(Optional.of(Undone.DEVICE_BACK), undoLast("remove"));
        assertEquals(before, user.row(app.id()));
        var back = user.database.committed().credential(app.id());
        assertEquals(credential.getSecretData(), back.getSecretData());
        assertEquals(credential.getCredentialData(), back.getCredentialData());
        assertEquals(credential.getCreatedDate(), back.getCreatedDate());
        assertEquals(
                Map.of("Team", "ops"),
                user.request(devices -> devices.tags(app.id())).orElseThrow());
        assertFalse(user.verify(app, used));
        clock.passSteps(2);
        assertTrue(user.verify(app, app.codeIn(0)));
        assertEquals(2, user.database.committed().owner.devices());
    }

    @Test
    void a_device_that_was_replaced_takes_its_place_again() {
        App old = user.assign("Phone");
        App added = user.app();
        assertInstanceOf(Assigned.Done.class, user.assign(added, "Phone", old.id(), true));
        assertEquals(Optional.of(Undone.DEVICE_BACK), undoLast("replace"));
        assertEquals(List.of("Phone"), user.names());
        assertFalse(user.verify(added, added.codeIn(1)));
        assertTrue(user.verify(old, old.codeIn(1)));
        assertEquals(0, user.row(old.id()).slot());
    }

    @Test
    void a_new_name_goes_back_unless_the_device_has_another_one_by_now_or_the_old_one_is_taken() {
        App app = user.assign("Phone");
        user.request(devices -> devices.rename(app.id(), new DeviceName("Evil")));
        assertEquals(Optional.of(Undone.NAME_BACK), undoLast("rename"));
        assertEquals(List.of("Phone"), user.names());
        user.request(devices -> devices.rename(app.id(), new DeviceName("Evil")));
        String first = last("rename");
        user.request(devices -> devices.rename(app.id(), new DeviceName("Fine")));
        assertEquals(Optional.of(Undone.NOTHING), undo(first));
        assertEquals(List.of("Fine"), user.names());
        String second = last("rename");
        user.assign("evil");
        assertEquals(Optional.of(Undone.NOTHING), undo(second));
    }

    @Test
    void the_name_of_one_that_comes_back_gives_way_where_it_is_taken() {
        for (String name : List.of("Phone", "x".repeat(64), "\uD83D\uDD11".repeat(64))) {
            App app = user.assign(name);
            user.request(devices -> devices.remove(app.id()));
            App other = user.assign(name);
            assertEquals(Optional.of(Undone.DEVICE_BACK), undoLast("remove"));
            String label = user.database.committed().credential(app.id()).getUserLabel();
            assertTrue(label.endsWith(" (2)"), label);
            assertEquals(null, DeviceName.problem(label));
            user.request(devices -> devices.remove(app.id()));
            user.request(devices -> devices.remove(other.id()));
        }
    }

    @Test
    void nothing_comes_back_past_the_limit_but_once_there_is_room() {
        user.in(TestRealm.DEFAULT.maxDevices(1));
        App app = user.assign("Mine");
        user.request(devices -> devices.remove(app.id()));
        user.assign("Theirs");
        String removal = last("remove");
        assertEquals(Optional.of(Undone.NO_ROOM), undo(removal));
        assertEquals(List.of("Theirs"), user.names());
        assertEquals(Optional.of(Undone.DEVICE_GONE), undoLast("assign"));
        assertEquals(Optional.of(Undone.DEVICE_BACK), undo(removal));
        assertEquals(List.of("Mine"), user.names());
        assertEquals(Optional.empty(), undo(removal));
    }

    @Test
    void a_device_that_somebody_added_and_removed_does_not_come_back_in_either_order() {
        for (boolean additionFirst : new boolean[] {true, false}) {
            App theirs = user.assign("Theirs");
            user.request(devices -> devices.remove(theirs.id()));
            List<String> changes =
                    additionFirst ? List.of(last("assign"), last("remove")) : List.of(last("remove"), last("assign"));
            changes.forEach(this::undo);
            assertEquals(List.of(), user.names());
        }
    }

    @Test
    void of_two_replacements_in_a_row_the_first_device_comes_back_in_either_order() {
        for (boolean firstFirst : new boolean[] {true, false}) {
            App mine = user.assign("Phone");
            App one = user.app();
            user.assign(one, "Phone", mine.id(), true);
            String first = last("replace");
            App two = user.app();
            user.assign(two, "Phone", one.id(), true);
            String second = last("replace");
            (firstFirst ? List.of(first, second) : List.of(second, first)).forEach(this::undo);
            // whose name another one had at that moment
            assertEquals(List.of(firstFirst ? "Phone (2)" : "Phone"), user.names());
            clock.passSteps(3);
            assertTrue(user.verify(mine, mine.codeIn(0)));
            user.request(devices -> devices.remove(mine.id()));
        }
    }

    @Test
    void a_slot_that_another_device_has_taken_is_left_to_it() {
        App app = user.assign("1");
        user.request(devices -> devices.remove(app.id()));
        App other = user.assign("2");
        undoLast("remove");
        assertEquals(0, user.row(other.id()).slot());
        assertEquals(1, user.row(app.id()).slot());
    }

    @Test
    void an_admin_s_reset_stays() {
        user.assign("App");
        user.assignKey("a2V5");
        assertEquals(2, user.request(MfaDevices::removeAll).size());
        assertEquals(Optional.of(Undone.NOTHING), undoLast("reset"));
        assertEquals(List.of(), user.names());
    }

    @Test
    void a_key_comes_back_too() {
        user.assignKey("a2V5");
        String id = user.request(MfaDevices::list).get(0).id();
        user.request(devices -> devices.remove(id));
        assertEquals(Optional.of(Undone.DEVICE_BACK), undoLast("remove"));
        assertTrue(user.request(MfaDevices::list).get(0).isKey());
    }

    @Test
    void a_device_without_a_name_comes_back_without_one() {
        App app = user.stockApp(null);
        user.request(devices -> devices.remove(app.id()));
        assertEquals(Optional.of(Undone.DEVICE_BACK), undoLast("remove"));
        assertEquals(null, user.database.committed().credential(app.id()).getUserLabel());
        assertTrue(user.verify(app, app.codeIn(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"resync", "pass"})
    void what_has_nothing_to_take_back_is_told_once_all_the_same(String operation) {
        App app = user.assign("Phone");
        clock.passSteps(10);
        if ("resync".equals(operation)) {
            user.request(devices -> devices.codes().resync(app.id(), app.codeIn(0), app.codeIn(1), false));
        } else {
            try (TestUser.Request request = user.open()) {
                request.devices().lock();
                request.disavowal().keep("pass", "some-pass");
                request.commit();
            }
        }
        assertEquals(Optional.of(Undone.NOTHING), undoLast(operation));
        assertEquals(Optional.empty(), undoLast(operation));
        assertEquals(List.of("Phone"), user.names());
    }

    @Test
    void nothing_secret_stays_once_a_change_is_taken_back() {
        App app = user.assign("Phone");
        user.request(devices -> devices.remove(app.id()));
        String change = last("remove");
        assertTrue(user.database
                .committed()
                .changes
                .get(change)
                .content()
                .contains(app.device().secret()));
        undo(change);
        assertEquals(null, user.database.committed().changes.get(change).content());
    }

    @Test
    void a_change_is_found_by_what_it_was_and_of_which_device() {
        App app = user.assign("Phone");
        try (TestUser.Request request = user.open()) {
            assertEquals(Optional.of(last("assign")), request.disavowal().last("assign", app.id()));
            assertEquals(Optional.empty(), request.disavowal().last("assign", "other"));
            assertEquals(Optional.empty(), request.disavowal().last("remove", app.id()));
        }
    }
}
