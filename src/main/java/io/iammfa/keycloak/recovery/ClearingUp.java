package io.iammfa.keycloak.recovery;

import io.iammfa.keycloak.device.Disavowal;
import io.iammfa.keycloak.pass.EndedPasses;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.timer.ScheduledTask;

/** Ends what temporary passes have opened, and wipes what can't be taken back any more. */
final class ClearingUp implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(ClearingUp.class);

    private final KeycloakSessionFactory factory;

    ClearingUp(KeycloakSessionFactory factory) {
        this.factory = factory;
    }

    @Override
    public void run(KeycloakSession session) {
        try {
            Disavowal.wipe(session);
            EndedPasses.clear(factory);
        } catch (RuntimeException later) {
            // the database may be away; the next run makes up for it
            LOG.warnf(later, "ended temporary passes and old changes of MFA devices could not be cleared up");
        }
    }

    @Override
    public String getTaskName() {
        return "mfa-clearing-up";
    }
}
