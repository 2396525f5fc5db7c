package io.iammfa.keycloak.event;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.device.DeviceRepresentationProvider;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerTransaction;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.account.DeviceRepresentation;

/** Mails users what was done with their MFA devices, once the change is stored. */
final class DeviceMailListener implements EventListenerProvider {

    private static final Logger LOG = Logger.getLogger(DeviceMailListener.class);

    /** The operations that change a device, by which the messages of their mails are called. */
    private static final Set<String> OPERATIONS =
            Set.of("assign", "rename", "resync", "replace", "remove", "pass", "reset", "drift");

    private final KeycloakSession session;
    private final EventListenerProvider stock;
    private final Set<EventType> mailed;
    private final EventListenerTransaction afterwards = new EventListenerTransaction(null, this::mail);

    DeviceMailListener(KeycloakSession session, EventListenerProvider stock, Set<EventType> mailed) {
        this.session = session;
        this.stock = stock;
        this.mailed = mailed;
        session.getTransactionManager().enlistAfterCompletion(afterwards);
    }

    @Override
    public void onEvent(Event event) {
        String operation =
                event.getDetails() == null ? null : event.getDetails().get(DeviceEvents.OPERATION);
        boolean ours = operation != null && OPERATIONS.contains(operation);
        if (!ours || event.getError() != null) {
            stock.onEvent(event);
        } else if (isMailed(event.getType())) {
            afterwards.addEvent(event);
        }
    }

    /** Keycloak has two names for each change; one mail is enough. */
    private boolean isMailed(EventType type) {
        return switch (type) {
            case UPDATE_TOTP -> mailed.contains(type) && !mailed.contains(EventType.UPDATE_CREDENTIAL);
            case REMOVE_TOTP -> mailed.contains(type) && !mailed.contains(EventType.REMOVE_CREDENTIAL);
            default -> mailed.contains(type);
        };
    }

    private void mail(Event event) {
        HttpRequest request = session.getContext().getHttpRequest();
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
            RealmModel realm = own.realms().getRealm(event.getRealmId());
            own.getContext().setRealm(realm);
            own.getContext().setHttpRequest(request);
            UserModel user = own.users().getUserById(realm, event.getUserId());
            if (user == null || user.getEmail() == null || !user.isEmailVerified()) {
                return;
            }
            ToldChange told = ToldChange.of(event);
            Map<String, Object> model = new HashMap<>(Map.of(
                    "operation", told.key(),
                    "by", told.by(),
                    "browser", verbatim(browser(own)),
                    "device", verbatim(told.device()),
                    "previousName", verbatim(told.previousName()),
                    "account", verbatim(user.getUsername()),
                    "date", new UserTime(own, user).say(Instant.ofEpochMilli(event.getTime())),
                    "ipAddress", verbatim(told.ipAddress())));
            DisavowLink.of(own, realm, user, event.getDetails().get(Details.CREDENTIAL_ID), told)
                    .ifPresent(link -> model.put("link", link));
            String drift = event.getDetails().get(DeviceEvents.DRIFT);
            if (drift != null) {
                model.put("drift", Long.parseLong(drift));
            }
            try {
                own.getProvider(EmailTemplateProvider.class)
                        .setRealm(realm)
                        .setUser(user)
                        .send(
                                "mfaMailSubject." + told.key(),
                                List.of(RealmTitle.of(realm)),
                                "mfa-device-event.ftl",
                                model);
            } catch (EmailException e) {
                LOG.errorf(e, "Realm '%s': a mail about an MFA device could not be sent", realm.getName());
            }
        });
    }

    /** As the account console has it, such as "Chrome/120.0.0, Linux"; empty for what is none. */
    private static String browser(KeycloakSession session) {
        DeviceRepresentation device =
                session.getProvider(DeviceRepresentationProvider.class).deviceRepresentation();
        return device == null
                        || device.getBrowser() == null
                        || device.getBrowser().startsWith("Other")
                ? ""
                : device.getBrowser() + ", " + device.getOs();
    }

    private static Verbatim verbatim(String text) {
        return new Verbatim(Objects.requireNonNullElse(text, ""));
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        stock.onEvent(event, includeRepresentation);
    }

    @Override
    public void close() {
        stock.close();
    }
}
