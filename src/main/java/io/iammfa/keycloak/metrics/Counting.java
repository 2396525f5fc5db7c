package io.iammfa.keycloak.metrics;

import io.iammfa.keycloak.device.DeviceAssigned;
import io.iammfa.keycloak.device.DriftSeen;
import io.iammfa.keycloak.device.ResyncTried;
import io.iammfa.keycloak.device.SignInTried;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Counts what happens to devices. What was accepted counts after the commit of its request, since what fails then has not
 * happened; what was refused counts at once, since it was tried whatever becomes of the request.
 */
final class Counting implements ProviderEventListener {

    private static final Logger LOG = Logger.getLogger(Counting.class);

    private final Meters meters;

    Counting(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof SignInTried tried) {
            // read now: after the commit the realm can't be asked any more
            String realm = tried.realm().getName();
            count(
                    tried.session(),
                    tried.outcome() == SignInTried.Outcome.ACCEPTED,
                    () -> meters.signIn(realm, tried.means(), tried.outcome()));
        } else if (event instanceof DeviceAssigned assigned) {
            String realm = assigned.realm().getName();
            count(assigned.session(), true, () -> meters.assigned(realm, assigned.means()));
        } else if (event instanceof ResyncTried tried) {
            String realm = tried.realm().getName();
            count(tried.session(), tried.done(), () -> meters.resync(realm, tried.done()));
        } else if (event instanceof DriftSeen seen) {
            String realm = seen.realm().getName();
            count(seen.session(), true, () -> meters.drift(realm, seen.means(), seen.steps()));
        }
    }

    private static void count(KeycloakSession session, boolean accepted, Runnable count) {
        if (!accepted) {
            safely(count);
            return;
        }
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                safely(count);
            }

            @Override
            protected void rollbackImpl() {}
        });
    }

    /** Nobody is kept out for a number. */
    private static void safely(Runnable count) {
        try {
            count.run();
        } catch (RuntimeException e) {
            LOG.warnf(e, "something could not be counted for metrics");
        }
    }
}
