package io.iammfa.keycloak.reminder;

import java.time.Duration;
import java.util.List;
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
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/**
 * Has one node of a cluster remind users by mail of the date from which they need a device. It listens to no event; it is an
 * event listener to have a place among Keycloak's providers, and a setting.
 */
public final class MfaRemindersFactory implements EventListenerProviderFactory {

    /** The setting that says every how many seconds somebody looks for users who are to be reminded. */
    private static final String INTERVAL = "interval";

    private static final int DEFAULT_INTERVAL = 600;

    private long interval;
    private SignInLink link;

    @Override
    public void init(Config.Scope config) {
        interval = Duration.ofSeconds(Math.max(1, config.getInt(INTERVAL, DEFAULT_INTERVAL)))
                .toMillis();
        link = new SignInLink(config.root().get("http-relative-path", "/"));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                schedule(factory);
            }
        });
    }

    private void schedule(KeycloakSessionFactory factory) {
        try (KeycloakSession session = factory.create()) {
            session.getProvider(TimerProvider.class)
                    .schedule(
                            new ClusterAwareScheduledTaskRunner(factory, new Reminding(factory, link), interval),
                            interval);
        }
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(INTERVAL)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(DEFAULT_INTERVAL)
                .helpText(
                        "Every how many seconds one node looks for users who are to be reminded by mail that they need an"
                                + " MFA device soon.")
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
        return "mfa-reminders";
    }

    @Override
    public void close() {}
}
