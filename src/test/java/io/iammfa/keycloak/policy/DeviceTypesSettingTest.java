package io.iammfa.keycloak.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.userprofile.ValidationException;

class DeviceTypesSettingTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "totp##webauthn##hardware", "hardware##totp##webauthn", "totp,webauthn,hardware"})
    void all_types_are_allowed_unless_a_realm_narrows_them(String stored) {
        assertTrue(DeviceTypesSetting.accepts(stored));
        assertEquals(EnumSet.allOf(DeviceType.class), DeviceTypesSetting.read(stored));
    }

    @ParameterizedTest
    @ValueSource(strings = {"totp##webauthn", "webauthn##totp", "totp,webauthn", " totp , webauthn "})
    void two_types_can_be_all_that_is_allowed(String stored) {
        assertTrue(DeviceTypesSetting.accepts(stored));
        assertEquals(Set.of(DeviceType.TOTP, DeviceType.WEBAUTHN), DeviceTypesSetting.read(stored));
    }

    @Test
    void one_type_can_be_all_that_is_allowed() {
        assertEquals(Set.of(DeviceType.TOTP), DeviceTypesSetting.read("totp"));
        assertEquals(Set.of(DeviceType.WEBAUTHN), DeviceTypesSetting.read("webauthn##"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms", "totp##sms", "TOTP", "webauthn-passwordless"})
    void another_type_is_refused_and_named(String stored) {
        assertFalse(DeviceTypesSetting.accepts(stored));
        RequiredActionConfigModel model = new RequiredActionConfigModel();
        model.setConfig(Map.of(DeviceTypesSetting.NAME, stored));
        ValidationException refusal = assertThrows(ValidationException.class, () -> PolicySettings.validate(model));
        assertEquals("device-types", refusal.getErrors().get(0).getAttribute());
    }

    @Test
    void an_imported_type_that_there_is_not_leaves_the_others_allowed() {
        assertEquals(Set.of(DeviceType.TOTP), DeviceTypesSetting.read("totp##sms"));
    }
}
