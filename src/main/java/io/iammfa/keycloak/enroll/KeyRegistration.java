package io.iammfa.keycloak.enroll;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.KeyAdmission;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.WebAuthnConstants;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionContextResult;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.authentication.requiredactions.WebAuthnRegisterFactory;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.Constants;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's own registration of security keys behind the wizard's page: Keycloak sets the challenge, checks the answer
 * under the realm's WebAuthn policy and stores the key, the wizard says what it is called and what the user reads.
 */
final class KeyRegistration {

    private static final Logger LOG = Logger.getLogger(KeyRegistration.class);

    private final RequiredActionContext context;
    private final RequiredActionFactory factory;
    private final EventBuilder event;

    KeyRegistration(RequiredActionContext context) {
        this.context = context;
        this.factory = (RequiredActionFactory) context.getSession()
                .getKeycloakSessionFactory()
                .getProviderFactory(RequiredActionProvider.class, WebAuthnRegisterFactory.PROVIDER_ID);
        this.event = new Silence(context);
    }

    /** Whether the page of a security key sent this, with a key or with the browser's error. */
    static boolean isSent(MultivaluedMap<String, String> form) {
        return form.containsKey(WebAuthnConstants.CLIENT_DATA_JSON)
                && form.containsKey(WebAuthnConstants.ATTESTATION_OBJECT);
    }

    /** Makes a challenge, and puts all that the browser needs to know into the page that is shown next. */
    void prepare() {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        String parameter = authSession.getClientNote(Constants.KC_ACTION_PARAMETER);
        // a parameter is for the wizard; Keycloak's own action would skip itself where there is a key
        if (parameter != null) {
            authSession.removeClientNote(Constants.KC_ACTION_PARAMETER);
        }
        stock().requiredActionChallenge(new Inner(context, factory, event));
        if (parameter != null) {
            authSession.setClientNote(Constants.KC_ACTION_PARAMETER, parameter);
        }
    }

    /** What Keycloak says of the key, or of its refusal, in an event. */
    Map<String, String> details() {
        return Optional.ofNullable(event.getEvent().getDetails()).orElse(Map.of());
    }

    /**
     * Has Keycloak check and store the key that the page sent.
     *
     * @param name what the key is called, whatever the browser says
     * @param replacedId the device that the key replaces, or null for none
     * @param proved whether the user has proved a device
     * @return what became of it, or empty if Keycloak did not accept the key
     */
    Optional<Assigned> accept(DeviceName name, String replacedId, boolean proved) {
        KeyAdmission admission = KeyAdmission.open(context.getSession(), name, replacedId, proved);
        try {
            stock().processAction(new Inner(context, factory, event));
        } catch (IllegalArgumentException malformed) {
            LOG.debugf(malformed, "not what a browser sends of a security key");
        }
        return admission.result();
    }

    private RequiredActionProvider stock() {
        return factory.create(context.getSession());
    }

    /** The request as Keycloak's own action sees it. What it would show or tell is the wizard's to show and tell. */
    private static final class Inner extends RequiredActionContextResult {

        private final RequiredActionContext outer;

        Inner(RequiredActionContext context, RequiredActionFactory factory, EventBuilder event) {
            super(
                    context.getAuthenticationSession(),
                    context.getRealm(),
                    event,
                    context.getSession(),
                    context.getHttpRequest(),
                    context.getUser(),
                    factory);
            this.outer = context;
        }

        /** Keeps what the page has to know, and neither renders a page nor passes errors on. */
        @Override
        public LoginFormsProvider form() {
            LoginFormsProvider form = outer.form();
            return (LoginFormsProvider) Proxy.newProxyInstance(
                    LoginFormsProvider.class.getClassLoader(),
                    new Class<?>[] {LoginFormsProvider.class},
                    (proxy, method, arguments) -> {
                        if ("setAttribute".equals(method.getName())) {
                            method.invoke(form, arguments);
                        }
                        return LoginFormsProvider.class.equals(method.getReturnType()) ? proxy : null;
                    });
        }
    }

    /** Takes events and lets none out. */
    private static final class Silence extends EventBuilder {

        Silence(RequiredActionContext context) {
            super(context.getRealm(), context.getSession());
        }

        @Override
        public void success() {}

        @Override
        public void error(String error) {}

        @Override
        public EventBuilder clone() {
            return this;
        }
    }
}
