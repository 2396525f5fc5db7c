package io.iammfa.keycloak.admin;

/**
 * For whom a hardware token is reserved.
 *
 * @param userId or null for nobody
 */
record TokenReservation(String userId) {

    /** A text that every database can be asked for, or null. */
    String user() {
        return userId == null ? null : Texts.id("userId", userId);
    }
}
