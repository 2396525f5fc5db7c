package io.iammfa.keycloak.guard;

import io.iammfa.keycloak.device.DeviceSession;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.FederatedIdentityModel.FederatedIdentityCreatedEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.services.ErrorPageException;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Takes back a link to an account elsewhere that users made for themselves without a proof: the endpoint for applications
 * ({@code /broker/…/link}) asks for nothing but a session. What the flow for first logins links is that flow's to check,
 * and admins link as they like.
 */
final class LinkGuard implements ProviderEventListener {

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof FederatedIdentityCreatedEvent link
                && MfaPolicy.of(link.getRealm()).optedIn()) {
            AuthenticationSessionModel authSession =
                    link.getKeycloakSession().getContext().getAuthenticationSession();
            if (isOwn(link, authSession)) {
                check(link, authSession);
            }
        }
    }

    private static boolean isOwn(FederatedIdentityCreatedEvent link, AuthenticationSessionModel authSession) {
        return authSession != null
                && authSession.getAuthenticatedUser() != null
                && authSession
                        .getAuthenticatedUser()
                        .getId()
                        .equals(link.getUser().getId())
                && !link.getFederatedIdentity()
                        .getIdentityProvider()
                        .equals(authSession.getAuthNote(AbstractIdpAuthenticator.FIRST_BROKER_LOGIN_SUCCESS));
    }

    private static void check(FederatedIdentityCreatedEvent link, AuthenticationSessionModel authSession) {
        KeycloakSession session = link.getKeycloakSession();
        RealmModel realm = link.getRealm();
        UserModel user = link.getUser();
        if (Impersonation.of(session, realm, user, authSession).isPresent()) {
            refuse(link, authSession, "mfa_impersonated", "mfaImpersonated");
        } else if (MfaPolicy.of(realm).asksForProof(new MfaDevices(session, realm, user).any())
                && !DeviceSession.isProved(session, realm, user, authSession)) {
            refuse(link, authSession, "mfa_proof_missing", "mfaLinkNeedsProof");
        }
    }

    private static void refuse(
            FederatedIdentityCreatedEvent link, AuthenticationSessionModel authSession, String error, String message) {
        KeycloakSession session = link.getKeycloakSession();
        session.getTransactionManager().setRollbackOnly();
        tell(link, authSession, error);
        throw new ErrorPageException(session, authSession, Response.Status.FORBIDDEN, message);
    }

    /** In a transaction of its own, since that of the link is lost. */
    private static void tell(FederatedIdentityCreatedEvent link, AuthenticationSessionModel authSession, String error) {
        KeycloakSession session = link.getKeycloakSession();
        ClientConnection connection = session.getContext().getConnection();
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(), session.getContext(), own -> new EventBuilder(
                                own.getContext().getRealm(), own, connection)
                        .event(EventType.FEDERATED_IDENTITY_LINK)
                        .client(authSession.getClient().getClientId())
                        .user(link.getUser().getId())
                        .detail(
                                Details.IDENTITY_PROVIDER,
                                link.getFederatedIdentity().getIdentityProvider())
                        .error(error));
    }
}
