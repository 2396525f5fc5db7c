package io.iammfa.keycloak.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.device.DeviceName.Problem;
import io.iammfa.keycloak.store.DatabaseText.Place;
import io.iammfa.keycloak.store.Narrow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names and tags where the database holds no more than three bytes a character. */
class UnstorableNamesTest {

    @RegisterExtension
    final Narrow database = new Narrow(Place.DEVICES);

    @Test
    void are_refused_and_all_others_are_not() {
        assertEquals(Problem.NOT_STORABLE, DeviceName.problem("Phone 🔑"));
        assertNull(DeviceName.problem("Телефон 手机 ☎"));
        assertFalse(DeviceTags.isKey("𝔸"));
        assertFalse(DeviceTags.isValue("𝔸"));
        assertTrue(DeviceTags.isKey("Büro"));
        database.widen();
        assertNull(DeviceName.problem("Phone 🔑"));
        assertTrue(DeviceTags.isValue("𝔸"));
    }
}
