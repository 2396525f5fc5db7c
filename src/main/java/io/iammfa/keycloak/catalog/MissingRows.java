package io.iammfa.keycloak.catalog;

import jakarta.persistence.PersistenceException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedRealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Brings devices from before a realm opted in into the side table, so that lists and reports have them. Looking for them
 * takes seconds where there are millions, so it is done when the realm was loaded into this node's cache anew, and not
 * more often than every hundred times as long as it took.
 */
public final class MissingRows {

    private static final Logger LOG = Logger.getLogger(MissingRows.class);
    private static final int USERS_AT_ONCE = 10_000;
    private static final int ATTEMPTS = 5;
    private static final int PAUSE_FACTOR = 100;

    /** When to look again at the earliest, by realm; the same clock as {@link System#nanoTime()}. */
    private final Map<String, Long> pauses = new ConcurrentHashMap<>();

    /** Gives a row to every device of the realm that has none, unless that was done lately. */
    public synchronized void fillIn(KeycloakSession session, RealmModel realm) {
        Map<Object, Object> cache = cacheOf(realm);
        Long pausedUntil = pauses.get(realm.getId());
        if (cache.containsKey(MissingRows.class.getName())
                || pausedUntil != null && System.nanoTime() - pausedUntil < 0) {
            return;
        }
        long start = System.nanoTime();
        int found = 0;
        try {
            found = fillIn(session.getKeycloakSessionFactory(), realm.getId());
        } catch (ModelException | PersistenceException e) {
            // lists without the devices from before are better than none
            LOG.warnf(e, "Realm '%s': MFA devices from before can't be brought into its lists", realm.getName());
        }
        long end = System.nanoTime();
        pauses.put(realm.getId(), end + (end - start) * PAUSE_FACTOR);
        cache.put(MissingRows.class.getName(), MissingRows.class.getName());
        if (found > 0) {
            LOG.infof("Realm '%s': %d MFA devices from before are in its lists now", realm.getName(), found);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> cacheOf(RealmModel realm) {
        return realm instanceof CachedRealmModel cached ? cached.getCachedWith() : new HashMap<>();
    }

    private static int fillIn(KeycloakSessionFactory sessions, String realmId) {
        int found = inTransaction(sessions, realmId, MissingDevices::fillInForeign);
        String after = null;
        do {
            String begin = after;
            String end =
                    KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> new MissingDevices(own, realmId)
                            .lotEnd(begin, USERS_AT_ONCE)
                            .orElse(null));
            found += inTransaction(sessions, realmId, devices -> devices.fillIn(begin, end));
            after = end;
        } while (after != null);
        return found;
    }

    /** Where a user's own change or another node gets in between, it is tried again. */
    private static int inTransaction(
            KeycloakSessionFactory sessions, String realmId, ToIntFunction<MissingDevices> statement) {
        for (int attempt = 1; ; attempt++) {
            try {
                return KeycloakModelUtils.runJobInTransactionWithResult(
                        sessions, own -> statement.applyAsInt(new MissingDevices(own, realmId)));
            } catch (ModelException | PersistenceException faster) {
                if (attempt == ATTEMPTS) {
                    throw faster;
                }
            }
        }
    }
}
