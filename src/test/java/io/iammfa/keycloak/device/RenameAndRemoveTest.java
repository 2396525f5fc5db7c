package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.Renamed.Reason;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.OwnerRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.credential.CredentialModel;

class RenameAndRemoveTest {

    @RegisterExtension
    final Clock clock = new Clock();

    private final TestUser user = new TestUser();

    private Renamed rename(String id, String name) {
        return user.request(devices -> devices.rename(id, new DeviceName(name)));
    }

    private Optional<MfaDevice> remove(String id) {
        return user.request(devices -> devices.remove(id));
    }

    @Nested
    class A_new_name {

        private final App phone = user.stockApp("Phone");

        @Test
        void stands_in_the_credential_and_in_the_row() {
            Renamed.Done done = assertInstanceOf(Renamed.Done.class, rename(phone.id(), "Büro"));
            assertEquals("Phone -> Büro", done.before() + " -> " + done.device().name());
            assertEquals(
                    "Büro", user.database.committed().credential(phone.id()).getUserLabel());
            assertEquals(DeviceName.key("büro"), user.row(phone.id()).nameKey());
            assertEquals("büro", user.row(phone.id()).searchName());
        }

        @Test
        void changes_nothing_else() {
            user.verify(phone, phone.code());
            var before = user.row(phone.id());
            rename(phone.id(), "Tablet");
            var after = user.row(phone.id());
            assertEquals(before, after.described(before.kind(), before.nameKey(), before.searchName()));
            assertFalse(user.verify(phone, phone.code()));
        }

        @Test
        void is_not_told_of_as_somebody_else_s_change() {
            rename(phone.id(), "Tablet");
            user.reconcile();
            assertEquals(List.of(), user.renamedElsewhere);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Tablet", "TABLET", " tablet ", "Ｔablet"})
        void that_another_device_has_is_taken(String name) {
            App tablet = user.assign("Tablet");
            assertEquals(new Renamed.Refused(Reason.NAME_TAKEN), rename(phone.id(), name));
            assertEquals(List.of("Phone", "Tablet"), user.names());
            assertInstanceOf(Renamed.Done.class, rename(tablet.id(), name), "its own is not");
        }

        @Test
        void may_be_the_old_one_in_another_case() {
            assertInstanceOf(Renamed.Done.class, rename(phone.id(), "PHONE"));
            assertEquals(List.of("PHONE"), user.names());
        }

        @Test
        void is_free_again_once_its_device_has_another() {
            App tablet = user.assign("Tablet");
            rename(tablet.id(), "Old tablet");
            assertInstanceOf(Renamed.Done.class, rename(phone.id(), "Tablet"));
            assertInstanceOf(Renamed.Done.class, rename(tablet.id(), "Phone"));
        }

        @Test
        void is_that_of_a_key_too() {
            user.assignKey("a2V5");
            assertEquals(new Renamed.Refused(Reason.NAME_TAKEN), rename(phone.id(), "A2V5"));
        }

        @Test
        void may_not_be_a_password_s_where_keycloak_would_refuse_it() {
            CredentialModel password = new CredentialModel();
            password.setType("password");
            password.setUserLabel("Secret");
            user.stock(password);
            assertInstanceOf(Renamed.Done.class, rename(phone.id(), "secret"));
            user.ofStorage();
            rename(phone.id(), "Phone");
            assertEquals(new Renamed.Refused(Reason.NAME_TAKEN), rename(phone.id(), "secret"));
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", "Phone", "%"})
        void is_for_the_user_s_devices_alone(String id) {
            assertEquals(new Renamed.Refused(Reason.NO_SUCH_DEVICE), rename(id, "Tablet"));
        }

        @Test
        void is_forgotten_if_the_request_comes_to_nothing() {
            try (TestUser.Request request = user.open()) {
                request.devices().rename(phone.id(), new DeviceName("Tablet"));
                assertEquals("Tablet", request.devices().list().get(0).name());
            }
            assertEquals(List.of("Phone"), user.names());
        }
    }

    @Nested
    class A_removed_device {

        private final App phone = user.assign("Phone");

        @Test
        void is_gone_with_its_row_and_tags_and_is_not_counted() {
            user.request(devices -> devices.tag(phone.id(), Map.of("a", "b")));
            assertEquals("Phone", remove(phone.id()).orElseThrow().name());
            MemoryDatabase.State left = user.database.committed();
            assertTrue(left.credentials.isEmpty() && left.rows.isEmpty() && left.tags.isEmpty());
            assertEquals(OwnerRow.NEW, left.owner);
        }

        @Test
        void is_removed_once() {
            remove(phone.id());
            assertEquals(Optional.empty(), remove(phone.id()));
        }

        @Test
        void that_keycloak_has_removed_already_is_none() {
            user.stockRemove(phone.id());
            assertEquals(Optional.empty(), remove(phone.id()));
            assertNull(user.row(phone.id()));
        }

        @Test
        void leaves_the_others_as_they_are() {
            App tablet = user.assign("Tablet");
            remove(phone.id());
            assertEquals(1, user.row(tablet.id()).slot());
            assertTrue(user.verify(tablet, tablet.codeIn(1)));
        }

        @Test
        void may_be_one_that_the_realm_no_longer_allows() {
            user.in(TestRealm.DEFAULT.onlyOf(DeviceType.WEBAUTHN));
            assertTrue(remove(phone.id()).isPresent());
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", "Phone", "%"})
        void is_the_user_s(String id) {
            assertEquals(Optional.empty(), remove(id));
            assertEquals(List.of("Phone"), user.names());
        }

        @Test
        void no_password_is_removed_as_a_device() {
            CredentialModel password = new CredentialModel();
            password.setType("password");
            String id = user.stock(password);
            assertEquals(Optional.empty(), remove(id));
            assertTrue(user.database.committed().credential(id) != null);
        }
    }
}
