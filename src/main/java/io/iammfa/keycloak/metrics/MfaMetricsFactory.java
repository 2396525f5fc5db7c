package io.iammfa.keycloak.metrics;

import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Metrics of devices, where the server has {@code metrics-enabled}. Keycloak's events know too little of devices, so that
 * this listener listens to none of them; it is one to have a place among Keycloak's providers, and settings.
 */
public final class MfaMetricsFactory implements EventListenerProviderFactory {

    private static final Logger LOG = Logger.getLogger(MfaMetricsFactory.class);

    /** The setting that says every how many seconds users are counted. */
    private static final String INTERVAL = "users-interval";

    private static final int DEFAULT_INTERVAL = 180;

    private Duration interval;

    @Override
    public void init(Config.Scope config) {
        interval = Duration.ofSeconds(Math.max(1, config.getInt(INTERVAL, DEFAULT_INTERVAL)));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                begin(factory);
            }
        });
    }

    private void begin(KeycloakSessionFactory factory) {
        try {
            Watch.begin(factory, interval);
        } catch (LinkageError unknown) {
            // a server whose metrics are made otherwise still signs users in
            LOG.warnf(unknown, "there are no metrics of MFA devices");
        }
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(INTERVAL)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(DEFAULT_INTERVAL)
                .helpText("Every how many seconds the users of each realm are counted by the MFA devices that they own,"
                        + " where metrics are enabled.")
                .add()
                .build();
    }

    /** One that is not is offered to admins, who would choose it for nothing. */
    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new EventListenerProvider() {
            @Override
            public void onEvent(Event event) {}

            @Override
            public void onEvent(AdminEvent event, boolean includeRepresentation) {}

            @Override
            public void close() {}
        };
    }

    @Override
    public String getId() {
        return "mfa-metrics";
    }

    @Override
    public void close() {}
}
