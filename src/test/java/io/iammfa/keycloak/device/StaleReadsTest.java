package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Assigned.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a request decides, it decides on what it reads once it has the lock. */
class StaleReadsTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    private Assigned assign(MfaDevices devices, App app, String name) {
        return devices.assign(app.pending(name), app.codeIn(-1), app.code(), null, true);
    }

    @Nested
    class A_request_that_has_read_before_another_committed {

        @Test
        void sees_that_the_last_place_is_taken() {
            user.in(TestRealm.DEFAULT.maxDevices(1));
            try (TestUser.Request request = user.open()) {
                assertTrue(
                        request.devices().list().isEmpty() && !request.devices().isFull());
                user.assign("faster");
                assertEquals(Assigned.refused(Reason.LIMIT_REACHED), assign(request.devices(), user.app(), "slower"));
                assertTrue(request.devices().isFull(), "and goes on with what it knows now");
            }
        }

        @Test
        void sees_that_a_place_is_free() {
            user.in(TestRealm.DEFAULT.maxDevices(1));
            String phone = user.assign("Phone").id();
            try (TestUser.Request request = user.open()) {
                assertTrue(request.devices().isFull());
                user.request(devices -> devices.remove(phone));
                assertInstanceOf(Assigned.Done.class, assign(request.devices(), user.app(), "Phone"));
                request.commit();
            }
            assertEquals(List.of("Phone"), user.names());
        }

        @Test
        void sees_that_the_code_is_used() {
            App app = user.stockApp("Phone");
            try (TestUser.Request request = user.open()) {
                request.devices().list();
                assertTrue(user.verify(app, app.code()));
                assertTrue(request.devices().codes().verify(app.code()).isEmpty());
            }
        }

        @Test
        void sees_that_the_device_is_gone() {
            App app = user.assign("Phone");
            try (TestUser.Request request = user.open()) {
                assertTrue(request.devices().find(app.id()).isPresent());
                user.request(devices -> devices.remove(app.id()));
                assertTrue(request.devices().codes().verify(app.codeIn(1)).isEmpty());
                assertTrue(request.devices().remove(app.id()).isEmpty());
                assertInstanceOf(Renamed.Refused.class, request.devices().rename(app.id(), new DeviceName("Tablet")));
                assertInstanceOf(Tagged.Refused.class, request.devices().tag(app.id(), Map.of("a", "b")));
                request.commit();
            }
            assertTrue(user.database.committed().rows.isEmpty());
        }

        @Test
        void sees_that_the_name_is_taken() {
            App phone = user.assign("Phone");
            try (TestUser.Request request = user.open()) {
                assertTrue(!request.devices().owns(new DeviceName("Tablet"), null));
                user.assign("Tablet");
                assertEquals(
                        new Renamed.Refused(Renamed.Reason.NAME_TAKEN),
                        request.devices().rename(phone.id(), new DeviceName("tablet")));
            }
        }

        @Test
        void sees_that_there_is_something_to_prove_now() {
            App app = user.app();
            try (TestUser.Request request = user.open()) {
                assertTrue(!request.devices().any());
                user.assign("faster");
                assertEquals(
                        Assigned.refused(Reason.PROOF_MISSING),
                        request.devices().assign(app.pending("slower"), app.codeIn(-1), app.code(), null, false));
            }
        }

        @Test
        void does_not_set_a_counter_back() {
            user.in(TestRealm.DEFAULT.counting(0).lookAhead(5));
            App app = user.stockApp("Key ring");
            try (TestUser.Request request = user.open()) {
                request.devices().list();
                assertTrue(user.verify(app, app.code(4)));
                assertTrue(request.devices().codes().verify(app.code(3)).isEmpty());
                assertTrue(request.devices().codes().verify(app.code(5)).isPresent());
                request.commit();
            }
            assertEquals(5, user.row(app.id()).lastStep());
        }
    }

    @Nested
    class Keycloak_s_cache {

        @Test
        void may_be_out_of_date_before_the_lock_alone() {
            user.in(TestRealm.DEFAULT.maxDevices(1));
            MemoryDatabase.State outdated = user.database.committed();
            user.assign("Phone");
            try (TestUser.Request request = user.open(outdated)) {
                assertEquals(List.of(), request.devices().list());
                assertEquals(Assigned.refused(Reason.LIMIT_REACHED), assign(request.devices(), user.app(), "Tablet"));
                assertEquals(1, request.devices().list().size());
            }
        }

        @Test
        void does_not_keep_a_stock_rename_from_being_kept() {
            App phone = user.stockApp("Phone");
            user.reconcile();
            MemoryDatabase.State outdated = user.database.committed();
            user.stockRename(phone.id(), "Tablet");
            try (TestUser.Request request = user.open(outdated)) {
                assertEquals("Phone", request.devices().list().get(0).name());
                assertTrue(request.devices().codes().verify(phone.code()).isPresent());
                request.commit();
            }
            assertEquals(List.of("Tablet"), user.names());
        }

        @Test
        void does_not_bring_a_removed_device_back() {
            App phone = user.assign("Phone");
            MemoryDatabase.State outdated = user.database.committed();
            user.stockRemove(phone.id());
            try (TestUser.Request request = user.open(outdated)) {
                assertTrue(request.devices().find(phone.id()).isPresent());
                assertTrue(request.devices().codes().verify(phone.codeIn(1)).isEmpty());
                request.commit();
            }
            assertEquals(List.of(), user.names());
        }
    }

    @Nested
    class The_lock {

        @Test
        void ends_with_the_request_however_it_ends() {
            App app = user.stockApp("Phone");
            try (TestUser.Request request = user.open()) {
                request.devices().codes().verify(app.code());
                assertTrue(user.database.isLocked());
                request.commit();
                assertTrue(!user.database.isLocked());
            }
            try (TestUser.Request request = user.open()) {
                request.devices().codes().verify(app.code());
            }
            assertTrue(!user.database.isLocked());
        }

        @Test
        void is_not_taken_by_those_who_only_look() {
            App app = user.assign("Phone");
            try (TestUser.Request request = user.open()) {
                request.devices().list();
                request.devices().tags(app.id());
                request.devices().isFull();
                request.devices().haveCodes();
                request.devices().codes().digits(app.id());
                assertTrue(!user.database.isLocked());
            }
        }

        @Test
        void is_taken_by_every_change_even_if_it_comes_to_nothing() {
            List<TestChange> changes = List.of(
                    devices -> devices.remove("unknown"),
                    devices -> devices.rename("unknown", new DeviceName("x")),
                    devices -> devices.tag("unknown", Map.of()),
                    devices -> devices.untag("unknown", List.of()),
                    devices -> devices.codes().verify("00000000"),
                    devices -> devices.codes().prove("00000000", () -> false),
                    devices -> devices.codes().keyUsed("unknown"),
                    devices -> devices.codes().resync("unknown", "00000000", "00000001", false));
            for (TestChange change : changes) {
                try (TestUser.Request request = user.open()) {
                    change.apply(request.devices());
                    assertTrue(user.database.isLocked());
                }
            }
        }

        @Test
        void is_what_the_store_asks_of_whoever_writes() {
            try (TestUser.Request request = user.open()) {
                assertThrows(IllegalStateException.class, () -> request.store()
                        .save(user.database.committed().owner.owning(1)));
            }
        }
    }

    private interface TestChange {

        Object apply(MfaDevices devices);
    }
}
