package io.iammfa.keycloak.event;

/**
 * A text for a message's parameter that reaches the reader as it is. Keycloak's templates take every {@code ${…}} in a
 * parameter that is a plain string for the key of a message, and leave all other objects to the message format, which
 * asks them for their words.
 *
 * @param text the words
 */
public record Verbatim(String text) {

    @Override
    public String toString() {
        return text;
    }
}
