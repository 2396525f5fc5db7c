package io.iammfa.keycloak.metrics;

import io.iammfa.keycloak.event.BackgroundWorkFactory;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/** Metrics of devices, where the server has {@code metrics-enabled}. Keycloak's events know too little of devices for them. */
public final class MfaMetricsFactory extends BackgroundWorkFactory {

    private static final Logger LOG = Logger.getLogger(MfaMetricsFactory.class);

    private static final int DEFAULT_INTERVAL = 180;

    public MfaMetricsFactory() {
        super(
                "users-interval",
                DEFAULT_INTERVAL,
                "Every how many seconds the users of each realm are counted by the MFA devices that they own, where metrics"
                        + " are enabled.");
    }

    @Override
    protected void begin(KeycloakSessionFactory factory, Duration every) {
        try {
            Watch.begin(factory, every);
        } catch (LinkageError unknown) {
            // a server whose metrics are made otherwise still signs users in
            LOG.warnf(unknown, "there are no metrics of MFA devices");
        }
    }

    @Override
    public String getId() {
        return "mfa-metrics";
    }
}
