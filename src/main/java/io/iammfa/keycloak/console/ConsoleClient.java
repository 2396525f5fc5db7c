package io.iammfa.keycloak.console;

import java.util.Set;
import org.keycloak.Config;
import org.keycloak.common.util.Encode;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * The client that admins sign in to the console with. It stands in Keycloak's list of clients, with the console's address;
 * what it is bound to there, such as a flow of its own, holds for the console.
 */
public final class ConsoleClient {

    /** Its id, and the folder of the console below a realm. */
    public static final String ID = "mfa-console";

    private static final String NAME = "MFA console";
    private static final String DESCRIPTION = "Where admins see and change the MFA devices of users";

    private ConsoleClient() {}

    /**
     * Sees to it that admins get into the console: those of a realm itself, and those of the realm from which somebody has
     * just opted it in. A client that is there is left as it is.
     *
     * @param actorsRealmId the realm of who does it, or null where nobody does; then it is the server's admins
     */
    public static void provide(KeycloakSession session, RealmModel realm, String actorsRealmId) {
        add(realm);
        RealmModel actors = actorsRealmId == null
                ? session.realms().getRealmByName(Config.getAdminRealm())
                : session.realms().getRealm(actorsRealmId);
        if (actors != null) {
            add(actors);
        }
    }

    private static void add(RealmModel realm) {
        if (realm.getClientByClientId(ID) != null) {
            return;
        }
        ClientModel client = realm.addClient(ID);
        client.setName(NAME);
        client.setDescription(DESCRIPTION);
        client.setEnabled(true);
        client.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        client.setPublicClient(true);
        client.setStandardFlowEnabled(true);
        client.setFullScopeAllowed(true);
        client.setRootUrl(Constants.AUTH_BASE_URL_PROP);
        client.setAttribute(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, "+");
        setAddress(client, address(realm));
    }

    /** Keeps up with a realm that has got another name. */
    public static void follow(RealmModel realm) {
        ClientModel client = realm.getClientByClientId(ID);
        String address = address(realm);
        if (client != null && !address.equals(client.getBaseUrl())) {
            setAddress(client, address);
        }
    }

    private static void setAddress(ClientModel client, String address) {
        client.setBaseUrl(address);
        client.setRedirectUris(Set.of(address + "*"));
    }

    private static String address(RealmModel realm) {
        return "/realms/" + Encode.encodePathAsIs(realm.getName()) + "/" + ID + "/";
    }
}
