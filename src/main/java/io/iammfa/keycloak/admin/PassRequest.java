package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.pass.Pass;

/**
 * What it takes to give a temporary pass.
 *
 * @param minutes how long it holds
 */
record PassRequest(String userId, Integer minutes) {

    /** What it may be, in words. */
    static final String MINUTES = "a whole number from " + Pass.MIN_MINUTES + " to " + Pass.MAX_MINUTES;

    /** A text that every database can be asked for. */
    String user() {
        return Texts.id("userId", userId);
    }

    int holds() {
        if (minutes == null || minutes < Pass.MIN_MINUTES || minutes > Pass.MAX_MINUTES) {
            throw Refusal.validation("minutes", MINUTES);
        }
        return minutes;
    }
}
