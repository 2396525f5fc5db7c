package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Assigned.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReplaceTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    @Nested
    class The_new_device {

        private final App old = user.app();
        private final App tablet = user.app();

        @Test
        void takes_the_place_of_the_old_one_with_name_slot_and_tags() {
            user.assign(old, "Phone");
            user.assign(tablet, "Tablet");
            user.request(devices -> devices.tag(old.id(), Map.of("Team", "ops")));
            App added = user.app();
            Assigned.Done done = assertInstanceOf(Assigned.Done.class, user.assign(added, "Phone", old.id(), true));
            assertEquals(old.id(), done.replaced().id());
            assertEquals(0, user.row(added.id()).slot());
            assertEquals(
                    Map.of("Team", "ops"),
                    user.request(devices -> devices.tags(added.id())).orElseThrow());
            assertNull(user.database.committed().credential(old.id()));
            assertNull(user.row(old.id()));
            assertFalse(user.database.committed().tags.containsKey(old.id()));
            assertEquals(2, user.database.committed().owner.devices());
        }

        @Test
        void may_have_a_name_of_its_own() {
            user.assign(old, "Phone");
            user.assign(user.app(), "New phone", old.id(), true);
            assertEquals(List.of("New phone"), user.names());
        }

        @Test
        void may_be_of_another_type() {
            user.assign(old, "Phone");
            Assigned result = user.request(
                    devices -> devices.assign(TestUser.key("a2V5"), new DeviceName("Phone"), old.id(), true));
            assertInstanceOf(Assigned.Done.class, result);
            assertTrue(user.request(MfaDevices::list).get(0).isKey());
        }

        @Test
        void comes_also_at_the_limit_and_beyond_it() {
            user.assign(old, "Phone");
            user.assign(tablet, "Tablet");
            user.in(TestRealm.DEFAULT.maxDevices(1));
            assertInstanceOf(Assigned.Done.class, user.assign(user.app(), "Phone", old.id(), true));
            assertEquals(List.of("Phone", "Tablet"), user.names());
        }

        @Test
        void does_not_take_the_name_of_a_third() {
            user.assign(old, "Phone");
            user.assign(tablet, "Tablet");
            assertEquals(Assigned.refused(Reason.NAME_TAKEN), user.assign(user.app(), "TABLET", old.id(), true));
            assertEquals(List.of("Phone", "Tablet"), user.names());
        }

        @Test
        void needs_a_proof_as_any_other() {
            user.assign(old, "Phone");
            assertEquals(Assigned.refused(Reason.PROOF_MISSING), user.assign(user.app(), "Phone", old.id(), false));
        }
    }

    @Nested
    class The_old_device {

        private final App old = user.assign("Phone");

        @Test
        void works_as_long_as_the_codes_are_wrong() {
            App added = user.app();
            assertInstanceOf(
                    Assigned.Refused.class,
                    user.request(devices ->
                            devices.assign(added.pending("Phone"), added.code(), added.code(), old.id(), true)));
            assertTrue(user.verify(old, old.codeIn(1)));
        }

        @Test
        void works_if_the_request_comes_to_nothing() {
            App added = user.app();
            try (TestUser.Request request = user.open()) {
                request.devices().assign(added.pending("Phone"), added.codeIn(-1), added.code(), old.id(), true);
            }
            assertEquals(List.of("Phone"), user.names());
            assertTrue(user.verify(old, old.codeIn(1)));
            assertFalse(user.verify(added, added.codeIn(1)));
        }

        @Test
        void must_be_the_user_s_own() {
            String other = new TestUser().assign("Phone").id();
            for (String id : List.of(other, "", "%", old.id().toUpperCase())) {
                assertEquals(Assigned.refused(Reason.NOTHING_TO_REPLACE), user.assign(user.app(), "Tablet", id, true));
            }
            assertEquals(List.of("Phone"), user.names());
        }

        @Test
        void is_replaced_once() {
            user.assign(user.app(), "Phone", old.id(), true);
            assertEquals(Assigned.refused(Reason.NOTHING_TO_REPLACE), user.assign(user.app(), "Phone", old.id(), true));
        }

        @Test
        void may_be_from_before_and_nowhere_in_the_side_table() {
            App stock = user.stockApp("Stock");
            assertInstanceOf(Assigned.Done.class, user.assign(user.app(), "Stock", stock.id(), true));
            assertEquals(List.of("Phone", "Stock"), user.names());
        }
    }
}
