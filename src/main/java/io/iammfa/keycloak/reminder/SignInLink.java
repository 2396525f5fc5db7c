package io.iammfa.keycloak.reminder;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.models.RealmModel;
import org.keycloak.urls.UrlType;

/**
 * Where users sign in to assign a device: the page of the account console that lists devices. A mail that nobody asked for
 * takes its address from settings alone: the realm's frontend URL, or the server's hostname. What requests say of it may be
 * anybody's.
 */
final class SignInLink {

    /** Stands for the host where no setting names one. */
    private static final String NOBODY = "unknown.invalid";

    private final URI nobody;

    /** @param path the path below which Keycloak is, where it is told a host alone */
    SignInLink(String path) {
        nobody = UriBuilder.fromUri("https://" + NOBODY).path(path).path("/").build();
    }

    /** The address, or nothing where it is not known or the realm has no account console. */
    Optional<String> of(KeycloakSession session, RealmModel realm) {
        ClientModel console = realm.getClientByClientId(Constants.ACCOUNT_CONSOLE_CLIENT_ID);
        if (console == null || !console.isEnabled()) {
            return Optional.empty();
        }
        URI base = new KeycloakUriInfo(session, UrlType.FRONTEND, noRequest()).getBaseUri();
        return NOBODY.equals(base.getHost())
                ? Optional.empty()
                : Optional.of(UriBuilder.fromUri(base)
                        .path("realms/{realm}/account/account-security/signing-in")
                        .build(realm.getName())
                        .toString());
    }

    private UriInfo noRequest() {
        return (UriInfo) Proxy.newProxyInstance(
                SignInLink.class.getClassLoader(),
                new Class<?>[] {UriInfo.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getBaseUri" -> nobody;
                    case "getBaseUriBuilder" -> UriBuilder.fromUri(nobody);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
