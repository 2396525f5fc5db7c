package io.iammfa.keycloak.device;

import java.util.Locale;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/** Somebody has tried to sign in with a device, or with what stands in for one, within this request. */
public record SignInTried(KeycloakSession session, RealmModel realm, Means means, Outcome outcome)
        implements ProviderEvent {

    /** What came of it. */
    public enum Outcome {
        /** The device, or what stands in for it, was accepted, if the request ends well. */
        ACCEPTED,
        /** It was wrong. */
        REFUSED,
        /** Nothing was looked at: there were too many wrong ones before, or the user is disabled. */
        LOCKED;

        /** The word for it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
