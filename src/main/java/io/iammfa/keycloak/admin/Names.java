package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;

/** The names of devices that requests bring. */
final class Names {

    private Names() {}

    /** The name that a request brings. */
    static DeviceName read(String text) {
        DeviceName.Problem problem = DeviceName.problem(text);
        if (problem != null) {
            throw refusal(problem);
        }
        return new DeviceName(text);
    }

    /** Something that is no name. */
    static Refusal refusal(DeviceName.Problem problem) {
        return Refusal.validation(
                "name",
                "1 to " + DeviceName.MAX_LENGTH
                        + switch (problem) {
                            case MISSING, TOO_LONG -> " characters";
                            case CONTROL_CHARACTER -> " characters without control characters";
                            case NOT_STORABLE -> " characters that the server's database can hold: none past U+FFFF";
                        });
    }
}
