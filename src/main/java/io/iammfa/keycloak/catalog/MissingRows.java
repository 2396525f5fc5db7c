package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.LateDevices;
import io.iammfa.keycloak.store.OwnerLots;
import io.iammfa.keycloak.store.Removals;
import jakarta.persistence.PersistenceException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedRealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Brings devices that came by other ways than ours into the side table, so that lists and reports have them, and takes
 * out those of users who are gone. Looking for them takes seconds where there are millions, so it is done when the realm
 * was loaded into this node's cache anew, and not more often than every hundred times as long as it took. Where there are
 * very many, a list waits for a few seconds of it, and the next one goes on.
 */
public final class MissingRows {

    private static final Logger LOG = Logger.getLogger(MissingRows.class);

    private static final String EXECUTOR = "mfa-missing-rows";
    private static final long MOMENT_MILLIS = 500;
    private static final int PAUSE_FACTOR = 100;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Map<String, Progress> realms = new ConcurrentHashMap<>();

    /** How far this node has got with one realm. */
    private static final class Progress {

        private final ReentrantLock lock = new ReentrantLock();
        private boolean local;
        private String after = OwnerLots.FIRST;
        private int found;
        private long nanos;

        /** When to look again at the earliest; the clock of {@link System#nanoTime()}, or null. */
        private Long pausedUntil;
    }

    /**
     * The same beside the request, which waits for it no longer than a moment: where there are millions, a page comes at
     * once, and what was missing is on the next.
     */
    public void fillInBeside(KeycloakSession session, RealmModel realm) {
        if (cacheOf(realm).containsKey(MissingRows.class.getName())) {
            return;
        }
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        String realmId = realm.getId();
        Future<?> filling = session.getProvider(ExecutorsProvider.class)
                .getExecutor(EXECUTOR)
                .submit(() -> KeycloakModelUtils.runJobInTransaction(sessions, own -> {
                    RealmModel same = own.realms().getRealm(realmId);
                    if (same != null) {
                        own.getContext().setRealm(same);
                        fillIn(own, same);
                    }
                }));
        try {
            filling.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("Realm '%s': MFA devices from before are being brought into its lists", realm.getName());
        } catch (ExecutionException e) {
            LOG.warnf(e, "Realm '%s': MFA devices from before can't be brought into its lists", realm.getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives a row to every device of the realm that has none, unless that was done lately or is being done. */
    public void fillIn(KeycloakSession session, RealmModel realm) {
        Progress progress = realms.computeIfAbsent(realm.getId(), id -> new Progress());
        if (cacheOf(realm).containsKey(MissingRows.class.getName()) || !progress.lock.tryLock()) {
            return;
        }
        try {
            if (progress.pausedUntil == null || System.nanoTime() - progress.pausedUntil >= 0) {
                if (goOn(session.getKeycloakSessionFactory(), realm.getId(), progress)) {
                    done(realm, progress);
                }
            }
        } catch (ModelException | PersistenceException e) {
            // lists without these devices are better than none; the next list tries again
            LOG.warnf(e, "Realm '%s': MFA devices from before can't be brought into its lists", realm.getName());
        } finally {
            progress.lock.unlock();
        }
    }

    /** Whether there is nothing left. */
    private static boolean goOn(KeycloakSessionFactory sessions, String realmId, Progress progress) {
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < PATIENCE_NANOS) {
                LateDevices.Lot lot = KeycloakModelUtils.runJobInTransactionWithResult(
                        sessions, own -> new LateDevices(own, realmId, progress.local).bringIn(progress.after));
                progress.found += lot.devices();
                if (lot.last() != null) {
                    progress.after = lot.last();
                } else if (progress.local) {
                    // Keycloak tells nobody when it removes all users whom a storage has imported
                    KeycloakModelUtils.runJobInTransaction(sessions, own -> new Removals(own, realmId).ofNobody());
                    return true;
                } else {
                    progress.local = true;
                    progress.after = OwnerLots.FIRST;
                }
            }
            return false;
        } finally {
            progress.nanos += System.nanoTime() - start;
        }
    }

    private static void done(RealmModel realm, Progress progress) {
        if (progress.found > 0) {
            LOG.infof("Realm '%s': %d MFA devices from before are in its lists now", realm.getName(), progress.found);
        }
        progress.pausedUntil = System.nanoTime() + progress.nanos * PAUSE_FACTOR;
        progress.local = false;
        progress.after = OwnerLots.FIRST;
        progress.found = 0;
        progress.nanos = 0;
        cacheOf(realm).put(MissingRows.class.getName(), MissingRows.class.getName());
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> cacheOf(RealmModel realm) {
        return realm instanceof CachedRealmModel cached ? cached.getCachedWith() : new HashMap<>();
    }
}
