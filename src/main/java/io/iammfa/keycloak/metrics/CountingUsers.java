package io.iammfa.keycloak.metrics;

import io.iammfa.keycloak.catalog.AskedUsers;
import io.iammfa.keycloak.catalog.MissingRows;
import io.iammfa.keycloak.catalog.OptedInRealms;
import io.iammfa.keycloak.catalog.RealmDevices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/**
 * Counts the users of the realms that have opted in, on one node. All others show no numbers of users: those of a while ago
 * would be added to the new ones.
 */
final class CountingUsers implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(CountingUsers.class);

    private final Meters meters;
    private final Turn turn;
    private final MissingRows missingRows = new MissingRows();

    CountingUsers(Meters meters, Turn turn) {
        this.meters = meters;
        this.turn = turn;
    }

    @Override
    public void run(KeycloakSession session) {
        Map<String, Map<UserState, Long>> counts = Map.of();
        try {
            counts = turn.isOurs(session) ? count(session.getKeycloakSessionFactory()) : Map.of();
        } catch (RuntimeException later) {
            // the database may be away; a gap says more than numbers that stand still
            LOG.warnf(later, "the users of MFA devices could not be counted");
        }
        meters.users(counts);
    }

    /** Each realm in a transaction of its own, since there may be many. */
    private Map<String, Map<UserState, Long>> count(KeycloakSessionFactory factory) {
        List<String> ids = KeycloakModelUtils.runJobInTransactionWithResult(
                factory, own -> OptedInRealms.ids(own).toList());
        Map<String, Map<UserState, Long>> counts = new HashMap<>();
        for (String id : ids) {
            try {
                KeycloakModelUtils.runJobInTransaction(factory, own -> count(own, id, counts));
            } catch (RuntimeException gone) {
                // it may be removed at this moment
                LOG.warnf(gone, "the users of MFA devices of the realm %s could not be counted", id);
            }
        }
        return counts;
    }

    private void count(KeycloakSession session, String realmId, Map<String, Map<UserState, Long>> counts) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm != null) {
            session.getContext().setRealm(realm);
            missingRows.fillInBeside(session, realm);
            counts.put(
                    realm.getName(), UserState.count(new RealmDevices(session, realm), new AskedUsers(session, realm)));
        }
    }

    @Override
    public String getTaskName() {
        return "mfa-counting-users";
    }
}
