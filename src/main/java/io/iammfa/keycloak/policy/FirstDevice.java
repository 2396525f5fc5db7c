package io.iammfa.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a user without a device shows, beside the password, before they assign the first: who stole the password has none of it. */
public enum FirstDevice {

    /** Nothing. */
    FREE("free"),

    /** A code that is mailed to the verified address, or a temporary pass. */
    VERIFIED_MAIL("verified-mail"),

    /** A temporary pass. */
    PASS("pass");

    static final List<String> OPTIONS =
            Arrays.stream(values()).map(FirstDevice::id).toList();

    private final String id;

    FirstDevice(String id) {
        this.id = id;
    }

    /** The word for it in settings. */
    public String id() {
        return id;
    }

    /** The value of a stored text; nothing stored means the default, and empty that it can't be used. */
    static Optional<FirstDevice> read(String stored) {
        return stored == null || stored.isBlank()
                ? Optional.of(FREE)
                : Arrays.stream(values())
                        .filter(value -> value.id.equals(stored.strip()))
                        .findFirst();
    }
}
