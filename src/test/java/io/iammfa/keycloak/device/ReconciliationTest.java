package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.OwnerRow;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;

class ReconciliationTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    private void moveToFront(String id) {
        user.database.stock(state -> {
            CredentialModel moved = state.credential(id);
            state.credentials.remove(moved);
            state.credentials.add(0, moved);
        });
    }

    private boolean hasName(String id, String name) {
        return user.row(id).nameKey().equals(DeviceName.key(name));
    }

    @Nested
    class A_credential_without_a_row {

        @Test
        void gets_one_with_the_lowest_free_slot() {
            App first = user.assign("first");
            user.assign("second");
            user.stockRemove(first.id());
            App stock = user.stockApp("Stock");
            user.reconcile();
            assertEquals(
                    new DeviceRow(stock.id(), "totp", 0, DeviceName.key("Stock"), "stock", 0, -1, 0, 0, null),
                    user.row(stock.id()));
            assertEquals(2, user.database.committed().owner.devices());
        }

        @Test
        void is_in_lists_before_it_has_one() {
            App stock = user.stockApp("Stock");
            assertEquals(List.of("Stock"), user.names());
            assertNull(user.row(stock.id()));
            assertTrue(user.finds(MfaDevices::any));
        }

        @Test
        void counts_also_beyond_the_limit_and_every_one_gets_a_slot() {
            user.in(TestRealm.DEFAULT.maxDevices(2));
            for (int i = 0; i < 40; i++) {
                user.stockApp("Stock " + i);
            }
            user.reconcile();
            Set<Integer> slots = user.database.committed().rows.values().stream()
                    .map(DeviceRow::slot)
                    .collect(Collectors.toSet());
            assertEquals(40, slots.size());
            assertEquals(40, user.database.committed().owner.devices());
        }

        @Test
        void may_be_a_key() {
            CredentialModel key = TestUser.key("a2V5");
            key.setUserLabel("Stock key");
            String id = user.stock(key);
            user.reconcile();
            assertEquals("webauthn", user.row(id).kind());
            assertTrue(user.request(devices -> devices.codes().keyUsed("a2V5")).isPresent());
        }
    }

    @Nested
    class A_row_without_a_credential {

        @Test
        void goes_and_frees_slot_and_name() {
            App phone = user.assign("Phone");
            user.stockRemove(phone.id());
            assertNotNull(user.row(phone.id()), "until it is noted");
            user.reconcile();
            assertNull(user.row(phone.id()));
            assertEquals(OwnerRow.NEW, user.database.committed().owner);
            App again = user.assign("Phone");
            assertEquals(0, user.row(again.id()).slot());
        }

        @Test
        void is_no_device_meanwhile() {
            App phone = user.assign("Phone");
            user.stockRemove(phone.id());
            assertEquals(List.of(), user.names());
            assertFalse(user.finds(MfaDevices::any));
            assertFalse(user.verify(phone, phone.codeIn(1)));
        }
    }

    @Nested
    class Names {

        @Test
        void that_were_swapped_elsewhere_are_swapped() {
            App phone = user.assign("Phone");
            App tablet = user.assign("Tablet");
            user.stockRename(phone.id(), "Tablet");
            user.stockRename(tablet.id(), "Phone");
            user.reconcile();
            assertTrue(hasName(phone.id(), "Tablet") && hasName(tablet.id(), "Phone"));
        }

        @Test
        void that_went_round_in_a_ring_or_along_a_chain_follow() {
            List<App> apps = List.of(user.assign("a"), user.assign("b"), user.assign("c"), user.assign("d"));
            List<String> names = List.of("b", "c", "a", "free");
            for (int i = 0; i < apps.size(); i++) {
                user.stockRename(apps.get(i).id(), names.get(i));
            }
            user.reconcile();
            for (int i = 0; i < apps.size(); i++) {
                assertTrue(hasName(apps.get(i).id(), names.get(i)), names.get(i));
            }
        }

        @Test
        void that_are_equal_belong_to_the_first_and_the_second_goes_on_under_one_of_its_own() {
            App first = user.stockApp("Phone");
            App second = user.stockApp("PHONE");
            user.reconcile();
            assertTrue(hasName(first.id(), "phone"));
            assertFalse(hasName(second.id(), "phone"));
            assertEquals(List.of("PHONE", "Phone"), user.names());
            assertTrue(user.verify(first, first.code()) && user.verify(second, second.code()));
            user.stockRemove(first.id());
            user.reconcile();
            assertTrue(hasName(second.id(), "phone"));
        }

        @Test
        void that_are_equal_change_hands_with_keycloak_s_order() {
            App first = user.stockApp("Phone");
            App second = user.stockApp("PHONE");
            user.reconcile();
            moveToFront(second.id());
            user.reconcile();
            assertTrue(hasName(second.id(), "phone"));
            assertFalse(hasName(first.id(), "phone"));
        }

        @Test
        void that_a_new_credential_in_front_has_too_change_hands() {
            App phone = user.assign("Phone");
            App stock = user.stockApp("Ｐhone");
            moveToFront(stock.id());
            user.reconcile();
            assertTrue(hasName(stock.id(), "phone"));
            assertFalse(hasName(phone.id(), "phone"));
        }

        @Test
        void that_were_given_up_elsewhere_are_free_for_a_new_credential_in_front() {
            App phone = user.assign("Phone");
            user.stockRename(phone.id(), "Old phone");
            App stock = user.stockApp("Phone");
            moveToFront(stock.id());
            user.reconcile();
            assertTrue(hasName(stock.id(), "phone") && hasName(phone.id(), "old phone"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\u00a0", "\u200b"})
        void that_are_empty_are_equal_to_none(String empty) {
            App first = user.stockApp(empty);
            App second = user.stockApp(null);
            App third = user.stockApp(empty);
            user.reconcile();
            assertEquals(
                    3,
                    user.database.committed().rows.values().stream()
                            .map(DeviceRow::nameKey)
                            .distinct()
                            .count());
            for (App app : List.of(first, second, third)) {
                assertTrue(user.verify(app, app.code()));
            }
            user.assign("Phone");
        }

        @Test
        void of_any_length_and_of_any_signs_are_taken_as_they_come() {
            for (String name : List.of("x".repeat(255), "📱".repeat(255), "a\nb", "\u202etxt", "ŉ".repeat(255))) {
                App app = user.stockApp(name);
                user.reconcile();
                assertTrue(user.verify(app, app.code()));
                assertTrue(user.row(app.id()).searchName().length() <= 255);
            }
            user.reconcile();
            assertEquals(List.of(), user.renamedElsewhere);
        }
    }

    @Nested
    class A_device_that_was_renamed_elsewhere {

        private final App phone = user.assign("Phone");

        @Test
        void is_told_once_with_what_it_was_called() {
            user.stockRename(phone.id(), "Tablet");
            user.reconcile();
            user.reconcile();
            user.verify(phone, phone.codeIn(1));
            assertEquals(List.of("phone -> Tablet"), user.renamedElsewhere);
        }

        @Test
        void is_told_by_whatever_looks_at_it_first_for_a_change() {
            user.stockRename(phone.id(), "Tablet");
            user.names();
            assertEquals(List.of(), user.renamedElsewhere);
            user.verify(phone, "00000000");
            assertEquals(List.of("phone -> Tablet"), user.renamedElsewhere);
        }

        @Test
        void is_told_again_if_the_request_that_noticed_it_came_to_nothing() {
            user.stockRename(phone.id(), "Tablet");
            try (TestUser.Request request = user.open()) {
                request.stock().reconcile();
            }
            user.reconcile();
            assertEquals(List.of("phone -> Tablet", "phone -> Tablet"), user.renamedElsewhere);
        }

        @Test
        void is_told_also_before_it_is_removed() {
            user.stockRename(phone.id(), "Tablet");
            user.request(devices -> devices.remove(phone.id()));
            assertEquals(List.of("phone -> Tablet"), user.renamedElsewhere);
        }

        @Test
        void is_not_told_of_when_it_is_new() {
            user.stockApp("Stock");
            user.reconcile();
            assertEquals(List.of(), user.renamedElsewhere);
        }

        @Test
        void keeps_watermark_drift_slot_and_use() {
            user.verify(phone, phone.codeIn(1));
            DeviceRow before = user.row(phone.id());
            user.stockRename(phone.id(), "Tablet");
            user.reconcile();
            assertEquals(before.described("totp", DeviceName.key("Tablet"), "tablet"), user.row(phone.id()));
            assertFalse(user.verify(phone, phone.codeIn(1)));
        }
    }

    @Nested
    class The_side_table {

        @Test
        void is_corrected_where_it_has_the_wrong_kind() {
            App app = user.stockApp("Phone");
            user.reconcile();
            user.database.stock(state -> state.rows.put(
                    app.id(),
                    state.rows
                            .get(app.id())
                            .described("webauthn", state.rows.get(app.id()).nameKey(), "phone")));
            user.reconcile();
            assertEquals("totp", user.row(app.id()).kind());
            assertEquals(List.of(), user.renamedElsewhere);
        }

        @Test
        void tells_counters_from_clocks() {
            String counter = user.stock(OTPCredentialModel.createHOTP("secret", 6, 0, "HmacSHA1"));
            user.reconcile();
            assertEquals("hotp", user.row(counter).kind());
        }

        @Test
        void has_the_number_of_devices_corrected() {
            user.assign("Phone");
            user.database.stock(state -> state.owner = state.owner.owning(5));
            user.reconcile();
            assertEquals(1, user.database.committed().owner.devices());
        }

        @Test
        void is_left_alone_where_it_is_right() {
            user.assign("Phone");
            user.stockApp("Phone");
            user.stockApp(null);
            user.reconcile();
            MemoryDatabase.State before = user.database.committed();
            user.reconcile();
            assertEquals(before.rows, user.database.committed().rows);
        }

        @Test
        void is_not_touched_for_those_who_never_had_a_device() {
            try (TestUser.Request request = user.open()) {
                request.stock().reconcile();
                user.database.stock(state -> {});
                assertFalse(user.database.isLocked());
            }
        }

        @Test
        void keeps_the_rows_when_credentials_change_their_order() {
            user.assign("a");
            user.assign("b");
            user.reconcile();
            MemoryDatabase.State before = user.database.committed();
            user.database.stock(state -> Collections.reverse(state.credentials));
            user.reconcile();
            assertEquals(before.rows, user.database.committed().rows);
        }

        @Test
        void holds_for_a_device_that_was_made_anew_under_another_id() {
            App phone = user.assign("Phone");
            user.stockRemove(phone.id());
            App again = user.stockApp("Phone");
            user.reconcile();
            assertNotEquals(phone.id(), again.id());
            assertTrue(hasName(again.id(), "Phone"));
            assertInstanceOf(Assigned.Refused.class, user.assign(user.app(), "Phone"));
        }
    }
}
