package io.iammfa.keycloak.policy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Finds the flows of a realm that sign users in without a look at all of their devices: those with Keycloak's own steps
 * for codes, which know nothing of security keys, and those with a password and no second step. Opting in changes none
 * of them, so that it locks nobody out; their admin has to.
 */
public final class FlowCheck {

    private static final Logger LOG = Logger.getLogger(FlowCheck.class);

    private static final Set<String> STOCK_CODES =
            Set.of("auth-otp-form", "auth-conditional-otp-form", "direct-grant-validate-otp");

    private static final Set<String> PASSWORDS =
            Set.of("auth-username-password-form", "auth-password-form", "direct-grant-validate-password");

    /** Steps that ask for a device. */
    private static final Set<String> DEVICES = Set.of("mfa-device-form", "mfa-direct-grant", "webauthn-authenticator");

    private final RealmModel realm;

    private FlowCheck(RealmModel realm) {
        this.realm = realm;
    }

    /** Warns of every flow in use, those of single clients and identity providers included. */
    public static void warnOfAll(KeycloakSession session, RealmModel realm) {
        new FlowCheck(realm)
                .warn(realm.getAuthenticationFlowsStream()
                        .filter(AuthenticationFlowModel::isTopLevel)
                        .filter(flow -> KeycloakModelUtils.isFlowUsed(session, realm, flow)));
    }

    /** Warns of the flows that the realm is bound to; needs no look at the database where the realm is cached. */
    static void warnOfBound(RealmModel realm) {
        new FlowCheck(realm)
                .warn(Stream.of(realm.getBrowserFlow(), realm.getDirectGrantFlow(), realm.getFirstBrokerLoginFlow())
                        .filter(Objects::nonNull));
    }

    private void warn(Stream<AuthenticationFlowModel> flows) {
        String found = flows.map(this::finding)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        if (!found.isEmpty()) {
            LOG.warnf(
                    "Realm '%s': not every flow asks for the users' MFA devices, as before \"Assign MFA device\" was"
                            + " enabled: %s. Keycloak's own steps for codes know nothing of security keys: who owns keys"
                            + " alone is not asked for them there, and signs in by the password alone where such a step is"
                            + " conditional. Put \"MFA device form\" in the place of these steps, and \"MFA device\" in"
                            + " direct grants.",
                    realm.getName(), found);
        }
    }

    /** What is wrong with a flow, or null. */
    private String finding(AuthenticationFlowModel flow) {
        List<String> steps = steps(flow.getId()).distinct().toList();
        List<String> stock = steps.stream().filter(STOCK_CODES::contains).toList();
        if (!stock.isEmpty()) {
            return "'" + flow.getAlias() + "' (" + String.join(", ", stock) + ")";
        }
        boolean passwordAlone =
                steps.stream().anyMatch(PASSWORDS::contains) && steps.stream().noneMatch(DEVICES::contains);
        return passwordAlone ? "'" + flow.getAlias() + "' (password alone)" : null;
    }

    /** The authenticators of a flow and its subflows, without those that are disabled. */
    private Stream<String> steps(String flowId) {
        return realm.getAuthenticationExecutionsStream(flowId)
                .filter(AuthenticationExecutionModel::isEnabled)
                .flatMap(step -> step.isAuthenticatorFlow()
                        ? steps(step.getFlowId())
                        : Stream.ofNullable(step.getAuthenticator()));
    }
}
