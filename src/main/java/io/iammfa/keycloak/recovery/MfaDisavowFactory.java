package io.iammfa.keycloak.recovery;

import io.iammfa.keycloak.event.DisavowLink;
import java.time.Duration;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/** Brings the page {@code /realms/{realm}/mfa-disavow} of the links in mails, and has one node of a cluster clear up. */
public final class MfaDisavowFactory implements RealmResourceProviderFactory {

    private static final long INTERVAL = Duration.ofSeconds(30).toMillis();

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new DisavowResource(session);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                schedule(factory);
            }
        });
    }

    private static void schedule(KeycloakSessionFactory factory) {
        try (KeycloakSession session = factory.create()) {
            session.getProvider(TimerProvider.class)
                    .schedule(
                            new ClusterAwareScheduledTaskRunner(factory, new ClearingUp(factory), INTERVAL), INTERVAL);
        }
    }

    @Override
    public String getId() {
        return DisavowLink.FOLDER;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void close() {}
}
