package io.iammfa.keycloak.reminder;

import io.iammfa.keycloak.event.BackgroundWorkFactory;
import java.time.Duration;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/** Has one node of a cluster remind users by mail of the date from which they need a device. */
public final class MfaRemindersFactory extends BackgroundWorkFactory {

    private static final int DEFAULT_INTERVAL = 600;

    private SignInLink link;

    public MfaRemindersFactory() {
        super(
                "interval",
                DEFAULT_INTERVAL,
                "Every how many seconds one node looks for users who are to be reminded by mail that they need an MFA device"
                        + " soon.");
    }

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        link = new SignInLink(config.root().get("http-relative-path", "/"));
    }

    @Override
    protected void begin(KeycloakSessionFactory factory, Duration every) {
        try (KeycloakSession session = factory.create()) {
            session.getProvider(TimerProvider.class)
                    .schedule(
                            new ClusterAwareScheduledTaskRunner(
                                    factory, new Reminding(factory, link), every.toMillis()),
                            every.toMillis());
        }
    }

    @Override
    public String getId() {
        return "mfa-reminders";
    }
}
