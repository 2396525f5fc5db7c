package io.iammfa.keycloak.pass;

import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.store.PassStore;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What becomes of passes that have ended: each goes, and its session with it, unless its user has a new device by now. */
public final class EndedPasses {

    private static final int AT_ONCE = 100;

    private EndedPasses() {}

    /** Clears all that have ended, in all realms, each in a transaction of its own. */
    public static void clear(KeycloakSessionFactory factory) {
        List<PassStore.Due> due;
        do {
            due = KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, session -> PassStore.ended(session, Time.currentTimeMillis(), AT_ONCE));
            due.forEach(pass -> KeycloakModelUtils.runJobInTransaction(factory, session -> clear(session, pass)));
        } while (due.size() == AT_ONCE);
    }

    private static void clear(KeycloakSession session, PassStore.Due due) {
        RealmModel realm = session.realms().getRealm(due.realmId());
        if (realm != null) {
            session.getContext().setRealm(realm);
            UserModel user = session.users().getUserById(realm, due.pass().userId());
            if (user != null) {
                MfaDevices devices = new MfaDevices(session, realm, user);
                devices.lock();
                if (due.pass().isUsed() && !hasOneSince(devices, due.pass().usedAt())) {
                    new UserSessions(session, realm, user).endOfPass(due.pass().id());
                }
            }
        }
        new PassStore(session, due.realmId()).remove(due.pass().id());
    }

    private static boolean hasOneSince(MfaDevices devices, long moment) {
        return devices.list().stream().anyMatch(device -> !device.createdAt().isBefore(Instant.ofEpochMilli(moment)));
    }
}
