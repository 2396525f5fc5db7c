package io.iammfa.keycloak.event;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.email.EmailEventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Takes the place of Keycloak's event listener {@code email}: mails about MFA devices name the device and what was done
 * with it; all others are Keycloak's own. Its settings {@code include-events} and {@code exclude-events} hold.
 */
public final class DeviceMailListenerFactory extends EmailEventListenerProviderFactory {

    private final Set<EventType> mailed = EnumSet.of(
            EventType.UPDATE_CREDENTIAL, EventType.REMOVE_CREDENTIAL, EventType.UPDATE_TOTP, EventType.REMOVE_TOTP);

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new DeviceMailListener(session, super.create(session), mailed);
    }

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        String[] include = config.getArray("include-events");
        if (include != null) {
            mailed.retainAll(types(include));
        }
        String[] exclude = config.getArray("exclude-events");
        if (exclude != null) {
            mailed.removeAll(types(exclude));
        }
    }

    private static Set<EventType> types(String[] names) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String name : names) {
            types.add(EventType.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return types;
    }

    @Override
    public int order() {
        return 100;
    }
}
