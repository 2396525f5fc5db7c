package io.iammfa.keycloak.reminder;

import io.iammfa.keycloak.catalog.OptedInRealms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/** Reminds the users of all realms that have opted in; what a run has no time for is the next one's. */
final class Reminding implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(Reminding.class);

    /** Keycloak ends what takes five minutes. */
    private static final long ALL = Duration.ofMinutes(4).toNanos();

    /** So that one slow mail server leaves time for the others. */
    private static final long ONE = Duration.ofMinutes(1).toNanos();

    private final KeycloakSessionFactory factory;
    private final SignInLink link;

    Reminding(KeycloakSessionFactory factory, SignInLink link) {
        this.factory = factory;
        this.link = link;
    }

    @Override
    public void run(KeycloakSession session) {
        long start = System.nanoTime();
        try {
            List<String> ids = new ArrayList<>(KeycloakModelUtils.runJobInTransactionWithResult(
                    factory, own -> OptedInRealms.ids(own).toList()));
            // where time runs out it is not always the same realms that wait
            Collections.shuffle(ids);
            while (!ids.isEmpty() && left(start) > 0) {
                ids.removeIf(id -> left(start) > 0 && !remind(id, Math.min(ONE, left(start))));
            }
        } catch (RuntimeException later) {
            // the database may be away; the next run makes up for it
            LOG.warnf(later, "users could not be reminded that they need an MFA device");
        }
    }

    private static long left(long start) {
        return ALL - (System.nanoTime() - start);
    }

    /** Whether the realm has more users to be reminded. */
    private boolean remind(String realmId, long nanos) {
        try {
            return new RealmReminders(factory, realmId, link).send(nanos);
        } catch (RuntimeException gone) {
            // it may be removed at this moment
            LOG.warnf(gone, "users of the realm %s could not be reminded that they need an MFA device", realmId);
            return false;
        }
    }

    @Override
    public String getTaskName() {
        return "mfa-reminding";
    }
}
