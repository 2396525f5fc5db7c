package io.iammfa.keycloak.event;

import org.keycloak.models.RealmModel;

/** What mails call a realm. */
public final class RealmTitle {

    private RealmTitle() {}

    /** The name that the realm shows to its users, or else its own. */
    public static Verbatim of(RealmModel realm) {
        String displayed = realm.getDisplayName();
        return new Verbatim(displayed == null || displayed.isBlank() ? realm.getName() : displayed);
    }
}
