package io.iammfa.keycloak.pass;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.device.UserSessions;
import io.iammfa.keycloak.store.PassRow;
import io.iammfa.keycloak.store.PassStore;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What becomes of passes that have ended: each goes, and its session with it, unless its user has a new device by now. */
public final class EndedPasses {

    private static final Logger LOG = Logger.getLogger(EndedPasses.class);

    private static final int AT_ONCE = 1000;

    /** One that was used stays for so long, for a session that was being made in the moment in which it ended. */
    private static final long AFTERWARDS = Duration.ofHours(1).toMillis();

    private EndedPasses() {}

    /** Clears those that have ended, in all realms, each in a transaction of its own; what fails waits for the next time. */
    public static void clear(KeycloakSessionFactory factory) {
        KeycloakModelUtils.runJobInTransactionWithResult(
                        factory, session -> PassStore.ended(session, Time.currentTimeMillis(), AT_ONCE))
                .forEach(pass -> {
                    try {
                        KeycloakModelUtils.runJobInTransaction(factory, session -> clear(session, pass));
                    } catch (RuntimeException later) {
                        // the user's directory may be away
                        LOG.warnf(
                                later,
                                "the temporary pass %s has ended, and can't be cleared",
                                pass.pass().id());
                    }
                });
    }

    private static void clear(KeycloakSession session, PassStore.Due due) {
        PassStore store = new PassStore(session, due.realmId());
        RealmModel realm = session.realms().getRealm(due.realmId());
        UserModel user = null;
        if (realm != null) {
            session.getContext().setRealm(realm);
            user = session.users().getUserById(realm, due.pass().userId());
        }
        if (user == null) {
            store.remove(due.pass().id());
            return;
        }
        MfaDevices devices = new MfaDevices(session, realm, user);
        devices.lock();
        // it may have been used in its last moment
        PassRow pass = store.find(due.pass().id()).orElse(null);
        if (pass == null) {
            return;
        }
        if (pass.isUsed() && !hasOneSince(devices, pass.usedAt())) {
            new UserSessions(session, realm, user).endOfPass(pass.id());
        }
        if (!pass.isUsed() || Time.currentTimeMillis() - pass.expiresAt() > AFTERWARDS) {
            store.remove(pass.id());
        }
    }

    private static boolean hasOneSince(MfaDevices devices, long moment) {
        return devices.list().stream().anyMatch(device -> !device.createdAt().isBefore(Instant.ofEpochMilli(moment)));
    }
}
