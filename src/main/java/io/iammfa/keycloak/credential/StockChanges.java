package io.iammfa.keycloak.credential;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.StockCredentials;
import io.iammfa.keycloak.event.DeviceEvents;
import io.iammfa.keycloak.event.Veto;
import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.ForbiddenException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Keeps up with what Keycloak's own paths do to credentials and to counts of failures, by the events that tell of it, and
 * vetoes one of them: admins delete a device of their own with nothing but a token. Keycloak's stores are left alone, so
 * that whatever becomes of this listener, every realm goes on.
 */
final class StockChanges implements EventListenerProvider {

    private static final Pattern USER = Pattern.compile("users/([^/]+)");
    private static final Pattern CREDENTIAL = Pattern.compile(".*users/([^/]+)/credentials/([^/]+)");
    private static final Pattern FAILURES = Pattern.compile(".*/users/([^/]+)");
    private static final Pattern COMPONENT = Pattern.compile("components/([^/]+)");

    private static final Set<EventType> CHANGES = EnumSet.of(
            EventType.UPDATE_CREDENTIAL, EventType.REMOVE_CREDENTIAL, EventType.UPDATE_TOTP, EventType.REMOVE_TOTP);

    private final KeycloakSession session;

    StockChanges(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        boolean ours = event.getDetails() != null && event.getDetails().containsKey(DeviceEvents.OPERATION);
        if (CHANGES.contains(event.getType()) && event.getError() == null && !ours && event.getUserId() != null) {
            reconcileAfterwards(event.getRealmId(), event.getUserId());
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getError() != null || event.getResourcePath() == null) {
            return;
        }
        Matcher credential = CREDENTIAL.matcher(event.getResourcePath());
        Matcher user = USER.matcher(event.getResourcePath());
        Matcher failures = FAILURES.matcher(event.getResourcePath());
        Matcher component = COMPONENT.matcher(event.getResourcePath());
        if (event.getResourceType() == ResourceType.USER && credential.matches()) {
            veto(event, credential.group(1), credential.group(2));
            reconcileAfterwards(event.getRealmId(), credential.group(1));
        } else if (event.getResourceType() == ResourceType.USER
                && user.matches()
                && event.getOperationType() != OperationType.DELETE) {
            vetoAddress(event, user.group(1));
            reconcileAfterwards(event.getRealmId(), user.group(1));
        } else if (event.getResourceType() == ResourceType.USER_LOGIN_FAILURE
                && failures.matches()
                && event.getOperationType() == OperationType.DELETE) {
            afterwards(event.getRealmId(), failures.group(1), (own, realm, owner) -> new MfaDevices(own, realm, owner)
                    .codes()
                    .forgive());
        } else if (event.getResourceType() == ResourceType.COMPONENT
                && component.matches()
                && event.getOperationType() == OperationType.DELETE) {
            afterwards(
                    event.getRealmId(), (own, realm) -> StockCredentials.forgetUsersOf(own, realm, component.group(1)));
        }
    }

    /**
     * Keycloak asks nobody before an admin deletes a credential. The event comes before the commit.
     */
    private void veto(AdminEvent event, String userId, String credentialId) {
        owner(event, userId)
                .filter(user -> new SelfService(session, session.getContext().getRealm()).isRefused(user)
                        && isDevice(event.getDetails(), event.getRealmId(), userId, credentialId))
                .ifPresent(user -> veto());
    }

    /** Admins change addresses of their own with nothing but a token, too. */
    private void vetoAddress(AdminEvent event, String userId) {
        owner(event, userId)
                .filter(user -> new SelfService(session, session.getContext().getRealm()).isAddressRefused(user))
                .ifPresent(user -> veto());
    }

    /** The user of this realm, where it has opted in. */
    private Optional<UserModel> owner(AdminEvent event, String userId) {
        RealmModel realm = session.getContext().getRealm();
        return realm != null
                        && realm.getId().equals(event.getRealmId())
                        && MfaPolicy.of(realm).optedIn()
                ? Optional.ofNullable(session.users().getUserById(realm, userId))
                : Optional.empty();
    }

    private void veto() {
        Veto.of(session, () -> new ForbiddenException("A session that proved an MFA device is needed"));
    }

    /** Older versions of Keycloak do not tell the type of what was deleted; to other transactions it is still there. */
    private boolean isDevice(Map<String, String> details, String realmId, String userId, String credentialId) {
        String told = details == null ? null : details.get(Details.CREDENTIAL_TYPE);
        String type = told != null
                ? told
                : KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), own -> {
                    RealmModel realm = own.realms().getRealm(realmId);
                    own.getContext().setRealm(realm);
                    UserModel user = own.users().getUserById(realm, userId);
                    CredentialModel stored =
                            user == null ? null : user.credentialManager().getStoredCredentialById(credentialId);
                    return stored == null ? null : stored.getType();
                });
        return type != null && DeviceType.ofCredential(type).isPresent();
    }

    private void reconcileAfterwards(String realmId, String userId) {
        afterwards(realmId, userId, (own, realm, user) -> new StockCredentials(own, realm, user).reconcile());
    }

    /** What is to be done with a user, who may be gone by then. */
    @FunctionalInterface
    private interface UserWork {

        void accept(KeycloakSession own, RealmModel realm, UserModel user);
    }

    private void afterwards(String realmId, String userId, UserWork work) {
        afterwards(realmId, (own, realm) -> {
            UserModel user = own.users().getUserById(realm, userId);
            if (user != null) {
                work.accept(own, realm, user);
            }
        });
    }

    /** In a transaction of its own: within the request the owner's lock would come after those of Keycloak's rows. */
    private void afterwards(String realmId, BiConsumer<KeycloakSession, RealmModel> work) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                    RealmModel realm = own.realms().getRealm(realmId);
                    if (realm != null && MfaPolicy.of(realm).optedIn()) {
                        own.getContext().setRealm(realm);
                        work.accept(own, realm);
                    }
                });
            }

            @Override
            protected void rollbackImpl() {}
        });
    }

    @Override
    public void close() {}
}
