package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.device.KeptSeeds;
import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.store.OwnerLots;
import io.iammfa.keycloak.store.SeedStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Brings the seeds of a realm under the key that its policy names, or into clear text where it names none, while users sign
 * in: in lots, on the node that was asked, with what is done so far for all nodes to see. One runs at a time; what a run that
 * was cut short has left is found by the next.
 */
public final class SeedRenewal {

    private static final Logger LOG = Logger.getLogger(SeedRenewal.class);

    private static final String EXECUTOR = "mfa-seeds";
    private static final int LOT = 100;

    /** A run that has not been heard of for so long, in seconds, has ended with its node. */
    private static final long SILENCE = 60;

    /** How long, in seconds, it is told how a run has ended. */
    private static final long MEMORY = 86_400;

    /**
     * How far a run has got.
     *
     * @param renewed seeds that are stored in another form since
     * @param unreadable seeds whose key is not to be had, which stay as they are
     * @param endedAt null while it goes on
     * @param failed whether it has ended before its time; the server's log says why
     */
    public record Progress(long renewed, long unreadable, Instant startedAt, Instant endedAt, boolean failed) {}

    private final KeycloakSessionFactory sessions;
    private final String realmId;
    private final long startedAt = Time.currentTimeMillis();
    private long renewed;
    private long unreadable;

    private SeedRenewal(KeycloakSessionFactory sessions, String realmId) {
        this.sessions = sessions;
        this.realmId = realmId;
    }

    /**
     * Begins a run, which goes on beside the request.
     *
     * @return false if one is going on already, on whichever node
     */
    public static boolean start(KeycloakSession session, RealmModel realm) {
        // in a transaction of its own, as all that is told afterwards: it may be a row of the database, and locked
        boolean first = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                own -> own.singleUseObjects().putIfAbsent(running(realm.getId()), SILENCE));
        if (!first) {
            return false;
        }
        SeedRenewal renewal = new SeedRenewal(session.getKeycloakSessionFactory(), realm.getId());
        // whoever asks from now on is not told how the run before has ended
        renewal.tell(false, false);
        session.getProvider(ExecutorsProvider.class).getExecutor(EXECUTOR).execute(renewal::run);
        return true;
    }

    /** How far the last run of a realm has got, or empty where there was none within a day. */
    public static Optional<Progress> progress(KeycloakSession session, RealmModel realm) {
        Map<String, String> notes = session.singleUseObjects().get(progress(realm.getId()));
        return Optional.ofNullable(notes).map(SeedRenewal::read);
    }

    /** All that is told is read at once: of two objects one could be from before the end of a run, and one from after it. */
    private static Progress read(Map<String, String> notes) {
        Instant heardAt = Instant.ofEpochMilli(Long.parseLong(notes.get("heardAt")));
        boolean ended = notes.containsKey("ended");
        boolean silent = heardAt.plusSeconds(SILENCE).isBefore(Instant.ofEpochMilli(Time.currentTimeMillis()));
        return new Progress(
                Long.parseLong(notes.get("renewed")),
                Long.parseLong(notes.get("unreadable")),
                Instant.ofEpochMilli(Long.parseLong(notes.get("startedAt"))),
                ended ? heardAt : null,
                notes.containsKey("failed") || !ended && silent);
    }

    private static String running(String realmId) {
        return "mfa-seeds-running." + realmId;
    }

    private static String progress(String realmId) {
        return "mfa-seeds-renewal." + realmId;
    }

    private void run() {
        boolean done = false;
        try {
            for (SeedStore.Table table : SeedStore.Table.values()) {
                String after = OwnerLots.FIRST;
                while (after != null) {
                    after = lot(table, after);
                    tell(false, false);
                }
            }
            done = true;
            LOG.infof("Realm %s: %d seeds were renewed, %d can't be read", realmId, renewed, unreadable);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Realm %s: renewing seeds was cut short after %d of them", realmId, renewed);
        } finally {
            tell(true, !done);
        }
    }

    /** Renews a lot in a transaction of its own, and says where the next one begins, or null. */
    private String lot(SeedStore.Table table, String after) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return null;
            }
            session.getContext().setRealm(realm);
            Seeds seeds = Seeds.of(session, realm);
            Optional<SeedStore.Lot> lot = new SeedStore(session, realmId)
                    .renew(
                            table,
                            after,
                            LOT,
                            MfaPolicy.of(realm).seedKey(),
                            seeds::renew,
                            (content, userId) -> new KeptSeeds(userId).renew(content, seeds));
            lot.ifPresent(found -> {
                renewed += found.renewed();
                unreadable += found.unreadable();
            });
            return lot.map(SeedStore.Lot::last).orElse(null);
        });
    }

    private void tell(boolean ended, boolean failed) {
        // in a transaction of its own, and first: who is told that a run has ended can begin the next
        share(objects -> {
            if (ended) {
                objects.remove(running(realmId));
            } else {
                objects.put(running(realmId), SILENCE, Map.of());
            }
        });
        Map<String, String> notes = new HashMap<>();
        notes.put("renewed", String.valueOf(renewed));
        notes.put("unreadable", String.valueOf(unreadable));
        notes.put("startedAt", String.valueOf(startedAt));
        notes.put("heardAt", String.valueOf(Time.currentTimeMillis()));
        if (ended) {
            notes.put("ended", "true");
        }
        if (failed) {
            notes.put("failed", "true");
        }
        share(objects -> objects.put(progress(realmId), MEMORY, notes));
    }

    private void share(Consumer<SingleUseObjectProvider> word) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> word.accept(session.singleUseObjects()));
    }
}
