package io.iammfa.keycloak.form;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/** What of a device's secret was open on the page that sent a form, so that it is open on the page that answers. */
public final class Disclosed {

    /** Holds {@code qr} and {@code key}, whichever was open; where scripts are off nobody can tell, and it holds {@code qr}. */
    private static final String FIELD = "shown";

    private Disclosed() {}

    /** {@code qr}, {@code key}, both or none. */
    public static List<String> of(MultivaluedMap<String, String> form) {
        String shown = form.getFirst(FIELD);
        return shown == null ? List.of() : List.of(shown.split(" "));
    }
}
