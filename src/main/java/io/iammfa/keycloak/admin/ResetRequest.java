package io.iammfa.keycloak.admin;

/** Whose MFA is to begin anew. */
record ResetRequest(String userId) {

    /** A text that every database can be asked for. */
    String user() {
        return Texts.id("userId", userId);
    }
}
