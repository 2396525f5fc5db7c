package io.iammfa.keycloak.event;

import java.time.Duration;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Work that begins with the server and comes again every so many seconds. It listens to no event; it is an event listener to
 * have a place among Keycloak's providers, and a setting.
 */
public abstract class BackgroundWorkFactory extends GlobalListenerFactory {

    private final String setting;
    private final int defaultSeconds;
    private final String helpText;
    private Duration interval;

    /**
     * @param setting the name of the interval's setting
     * @param defaultSeconds the interval where nothing is set
     * @param helpText what comes again, for the page of providers
     */
    protected BackgroundWorkFactory(String setting, int defaultSeconds, String helpText) {
        this.setting = setting;
        this.defaultSeconds = defaultSeconds;
        this.helpText = helpText;
    }

    /** Begins, once the server has started. */
    protected abstract void begin(KeycloakSessionFactory factory, Duration every);

    @Override
    public void init(Config.Scope config) {
        interval = Duration.ofSeconds(Math.max(1, config.getInt(setting, defaultSeconds)));
    }

    @Override
    public final void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                begin(factory, interval);
            }
        });
    }

    @Override
    public final List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(setting)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(defaultSeconds)
                .helpText(helpText)
                .add()
                .build();
    }

    @Override
    public final EventListenerProvider create(KeycloakSession session) {
        return new EventListenerProvider() {
            @Override
            public void onEvent(Event event) {}

            @Override
            public void onEvent(AdminEvent event, boolean includeRepresentation) {}

            @Override
            public void close() {}
        };
    }
}
