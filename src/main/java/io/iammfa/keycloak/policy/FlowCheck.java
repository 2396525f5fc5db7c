package io.iammfa.keycloak.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Finds the flows of a realm that sign users in without a look at all of their devices: those with Keycloak's own steps
 * for codes, which know nothing of security keys, and those with a password and no second step; and the identity
 * providers after which nobody is asked. Opting in changes none of them, so that it locks nobody out; their admin has to.
 */
public final class FlowCheck {

    private static final Logger LOG = Logger.getLogger(FlowCheck.class);

    private final RealmModel realm;

    private FlowCheck(RealmModel realm) {
        this.realm = realm;
    }

    /** Warns of every flow in use, those of single clients and identity providers included. */
    public static void warnOfAll(KeycloakSession session, RealmModel realm) {
        FlowCheck check = new FlowCheck(realm);
        check.warn(Stream.concat(
                realm.getAuthenticationFlowsStream()
                        .filter(AuthenticationFlowModel::isTopLevel)
                        .filter(flow -> KeycloakModelUtils.isFlowUsed(session, realm, flow))
                        .map(check::finding),
                signingIn(session).map(check::finding)));
    }

    /** The identity providers that sign users in; the model's own word for the others is not of one type in all versions. */
    private static Stream<IdentityProviderModel> signingIn(KeycloakSession session) {
        Set<String> others = session.identityProviders()
                .getAllStream(Map.of(IdentityProviderModel.LINK_ONLY, "true"), null, null)
                .map(IdentityProviderModel::getAlias)
                .collect(Collectors.toSet());
        return session.identityProviders()
                .getAllStream(Map.of(IdentityProviderModel.ENABLED, "true"), null, null)
                .filter(provider -> !others.contains(provider.getAlias()));
    }

    /** Warns of the flows that the realm is bound to; needs no look at the database where the realm is cached. */
    static void warnOfBound(RealmModel realm) {
        FlowCheck check = new FlowCheck(realm);
        check.warn(Stream.of(realm.getBrowserFlow(), realm.getDirectGrantFlow(), realm.getFirstBrokerLoginFlow())
                .filter(Objects::nonNull)
                .map(check::finding));
    }

    private void warn(Stream<String> findings) {
        String found = findings.filter(Objects::nonNull).distinct().sorted().collect(Collectors.joining(", "));
        if (!found.isEmpty()) {
            LOG.warnf(
                    "Realm '%s': not every flow asks for the users' MFA devices, as before \"Assign MFA device\" was"
                            + " enabled: %s. Keycloak's own steps for codes know nothing of security keys: who owns keys"
                            + " alone is not asked for them there, and signs in by the password alone where such a step is"
                            + " conditional. Put \"MFA device form\" in the place of these steps, and \"MFA device\" in"
                            + " direct grants. Who comes through an identity provider is asked in its \"Post login flow\""
                            + " alone.",
                    realm.getName(), found);
        }
    }

    /** What is wrong with a flow, or null. */
    private String finding(AuthenticationFlowModel flow) {
        List<String> steps = SignInFlow.steps(realm, flow.getId()).distinct().toList();
        List<String> stock = steps.stream().filter(Steps.STOCK_CODES::contains).toList();
        if (!stock.isEmpty()) {
            return "'" + flow.getAlias() + "' (" + String.join(", ", stock) + ")";
        }
        boolean passwordAlone = steps.stream().anyMatch(Steps.PASSWORDS::contains)
                && steps.stream().noneMatch(Steps.DEVICES::contains);
        return passwordAlone ? "'" + flow.getAlias() + "' (password alone)" : null;
    }

    /** What is wrong with what comes after an identity provider, or null; other steps are found as those of any flow. */
    private String finding(IdentityProviderModel provider) {
        String flowId = provider.getPostBrokerLoginFlowId();
        AuthenticationFlowModel flow = flowId == null ? null : realm.getAuthenticationFlowById(flowId);
        if (flow == null) {
            return "identity provider '" + provider.getAlias() + "' (no flow after it)";
        }
        return SignInFlow.steps(realm, flowId).anyMatch(Steps::isOfDevices)
                ? null
                : "identity provider '" + provider.getAlias() + "' (no device in '" + flow.getAlias() + "')";
    }
}
