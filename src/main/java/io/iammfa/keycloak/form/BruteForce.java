package io.iammfa.keycloak.form;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.services.messages.Messages;

/** Keycloak's brute-force protection, on pages that are not part of an authentication flow. */
public final class BruteForce {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final BruteForceProtector protector;

    public BruteForce(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.protector = session.getProvider(BruteForceProtector.class);
    }

    /** The event error of a user who is locked out for now or for good, or null. */
    public String lock() {
        return AuthenticatorUtils.getDisabledByBruteForceEventError(protector, session, realm, user);
    }

    /** The message that Keycloak's own OTP form shows to a locked user: it says nothing of the lock. */
    public static String message(String lock) {
        return Errors.USER_TEMPORARILY_DISABLED.equals(lock)
                ? Messages.ACCOUNT_TEMPORARILY_DISABLED_TOTP
                : Messages.ACCOUNT_PERMANENTLY_DISABLED_TOTP;
    }

    /** Counts one failure of the user. */
    public void failed() {
        if (!realm.isBruteForceProtected()) {
            return;
        }
        KeycloakContext context = session.getContext();
        Method count = Arrays.stream(BruteForceProtector.class.getMethods())
                .filter(method -> method.getName().equals("failedLogin"))
                .findFirst()
                .orElseThrow();
        try {
            // Keycloak 26.6 added the category of the authenticator, by which it counts second factors apart; since
            // 26.7
            // there may be several
            Class<?>[] types = count.getParameterTypes();
            if (types.length == 4) {
                count.invoke(protector, realm, user, context.getConnection(), context.getUri());
            } else {
                Object category = types[4] == String.class ? OTPCredentialModel.TYPE : Set.of(OTPCredentialModel.TYPE);
                count.invoke(protector, realm, user, context.getConnection(), context.getUri(), category);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
