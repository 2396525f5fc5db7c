package io.iammfa.keycloak.device;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Tells of each try to sign in with a device, or with what stands in for one, to whoever counts. */
public record SignInTally(KeycloakSession session, RealmModel realm) {

    /** It was accepted; counts once the request has ended well. */
    public void accepted(Means means) {
        tell(means, SignInTried.Outcome.ACCEPTED);
    }

    /** It was wrong. */
    public void refused(Means means) {
        tell(means, SignInTried.Outcome.REFUSED);
    }

    /**
     * A code was wrong.
     *
     * @param chosen the device that it was said to be of, or empty where it may have been of any
     * @param owned the user's devices
     */
    public void refused(Optional<MfaDevice> chosen, MfaDevices owned) {
        Set<Means> compared = chosen.map(Stream::of)
                .orElseGet(() -> owned.apps().stream())
                .map(Means::of)
                .collect(Collectors.toSet());
        refused(compared.size() == 1 ? compared.iterator().next() : Means.UNKNOWN);
    }

    /** Nothing was looked at. */
    public void locked() {
        tell(Means.UNKNOWN, SignInTried.Outcome.LOCKED);
    }

    private void tell(Means means, SignInTried.Outcome outcome) {
        session.getKeycloakSessionFactory().publish(new SignInTried(session, realm, means, outcome));
    }
}
