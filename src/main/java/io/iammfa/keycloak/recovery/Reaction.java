package io.iammfa.keycloak.recovery;

import io.iammfa.keycloak.device.Disavowal;
import io.iammfa.keycloak.device.Disavowal.Undone;
import io.iammfa.keycloak.device.UserSessions;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.event.DisavowToken;
import io.iammfa.keycloak.pass.Passes;
import java.util.Optional;
import java.util.Set;
import org.keycloak.component.ComponentModel;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.storage.ReadOnlyException;

/**
 * What follows where a user says that a change was none of theirs: it is taken back, whoever is signed in as the user is
 * signed out, no temporary pass holds, and the next sign-in asks for a new password. It only ever takes rights away.
 */
final class Reaction {

    /** How LDAP, to which Keycloak writes or not, calls where a new password can be stored. */
    private static final Set<String> WRITABLE = Set.of("WRITABLE", "UNSYNCED");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    Reaction(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /** @param password whether a new one is asked for */
    record Done(Undone undone, boolean password) {}

    /** @return empty if the change was disavowed before, or is too old */
    Optional<Done> to(DisavowToken token) {
        return new Disavowal(session, realm, user).undo(token.change()).map(undone -> {
            new Passes(session, realm, user).revokeAll();
            new UserSessions(session, realm, user).endAll();
            boolean password = isAskedFor() && hasPasswordHere() && asksForPassword();
            DeviceEvents.disavowed(
                    new EventBuilder(realm, session, session.getContext().getConnection()).user(user), token.told());
            return new Done(undone, password);
        });
    }

    private boolean asksForPassword() {
        try {
            user.addRequiredAction(RequiredAction.UPDATE_PASSWORD);
            return true;
        } catch (ReadOnlyException readOnly) {
            return false;
        }
    }

    /** Whether the realm's users can be asked for a new password at all. */
    private boolean isAskedFor() {
        RequiredActionProviderModel action =
                realm.getRequiredActionProviderByAlias(RequiredAction.UPDATE_PASSWORD.name());
        return action != null && action.isEnabled();
    }

    /** Who could not store a new password would be locked out by being asked for one. */
    private boolean hasPasswordHere() {
        if (user.credentialManager().isConfiguredLocally(PasswordCredentialModel.TYPE)) {
            return true;
        }
        ComponentModel storage = user.getFederationLink() == null ? null : realm.getComponent(user.getFederationLink());
        return storage != null && WRITABLE.contains(storage.get("editMode", ""));
    }
}
