package io.iammfa.keycloak.event;

import io.iammfa.keycloak.device.Disavowal;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/** The links in mails by which users say that a change was none of theirs. */
public final class DisavowLink {

    /** The folder of the page below the address of a realm. */
    public static final String FOLDER = "mfa-disavow";

    /** The parameter with the token. */
    public static final String KEY = "key";

    private DisavowLink() {}

    /**
     * The link for the last change of that kind.
     *
     * @param deviceId the device that it was about, or null
     * @return empty where the change can't be taken back
     */
    static Optional<String> of(
            KeycloakSession session, RealmModel realm, UserModel user, String deviceId, ToldChange told) {
        // what came by a way that tells of nothing is kept nowhere
        if (session.getContext().getHttpRequest() == null || DeviceEvents.UNKNOWN.equals(told.by())) {
            return Optional.empty();
        }
        return new Disavowal(session, realm, user)
                .last(told.operation(), deviceId)
                .map(change -> {
                    KeycloakUriInfo uri = session.getContext().getUri(UrlType.FRONTEND);
                    int expiration = Time.currentTime() + (int) Disavowal.KEPT.toSeconds();
                    String token =
                            new DisavowToken(user.getId(), expiration, change, told).serialize(session, realm, uri);
                    return uri.getBaseUriBuilder()
                            .path("realms")
                            .path(realm.getName())
                            .path(FOLDER)
                            .queryParam(KEY, token)
                            .build()
                            .toString();
                });
    }

    /** Reads a token, any text; empty for what this realm has not signed for this purpose, or has run out. */
    public static Optional<DisavowToken> read(KeycloakSession session, RealmModel realm, String key) {
        DisavowToken token = session.tokens().decode(key, DisavowToken.class);
        boolean usable = token != null
                && DisavowToken.TYPE.equals(token.getActionId())
                && token.isActive()
                && token.getUserId() != null
                && token.change() != null
                && Urls.realmIssuer(
                                session.getContext().getUri(UrlType.FRONTEND).getBaseUri(), realm.getName())
                        .equals(token.getIssuer());
        return usable ? Optional.of(token) : Optional.empty();
    }
}
