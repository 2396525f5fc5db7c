package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * For whom a hardware token is reserved.
 *
 * @param userId a text, or JSON's null for nobody; what says nothing of it does not free a token
 */
record TokenReservation(JsonNode userId) {

    /** A text that every database can be asked for, or null. */
    String user() {
        if (userId == null) {
            throw Refusal.validation("userId", "the id of a user, or null for nobody");
        }
        return userId.isNull() ? null : Texts.id("userId", userId.textValue());
    }
}
