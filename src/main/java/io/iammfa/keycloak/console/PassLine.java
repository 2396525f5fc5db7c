package io.iammfa.keycloak.console;

import io.iammfa.keycloak.event.UserTime;
import io.iammfa.keycloak.pass.Pass;

/**
 * A temporary pass in a list.
 *
 * @param end when it ends, as the admin reads it
 * @param used when it was used, as the admin reads it, or empty for not yet
 */
public record PassLine(String id, String end, String used) {

    static PassLine of(Pass pass, UserTime time) {
        return new PassLine(
                pass.id(), time.say(pass.expiresAt()), pass.usedAt() == null ? "" : time.say(pass.usedAt()));
    }
}
