package io.iammfa.keycloak.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A flow that users of a realm go through, and what it means for their devices.
 *
 * @param uses what it is for
 * @param step which kind of step asks for a device
 * @param without what happens there to a user who owns none
 */
public record SignInFlow(String alias, List<Use> uses, Step step, Outcome without) {

    /** What a flow is bound to. */
    public enum Use {
        BROWSER,
        DIRECT_GRANT,
        FIRST_BROKER_LOGIN,
        /** A client, or what comes after an identity provider. */
        OTHER
    }

    /** Which step of a flow asks for a device. */
    public enum Step {
        DEVICES,
        STOCK,
        NONE
    }

    /** What happens to a user without a device. */
    public enum Outcome {
        /** The wizard. */
        WIZARD,
        /** The password alone signs in. */
        PASSWORD_ALONE,
        /** No sign-in. */
        REFUSED,
        /** That depends on conditions that the admin has set. */
        DEPENDS,
        /** The flow asks for no password either. */
        NOT_ASKED
    }

    /** When a flow asks for a device; the later the more often. */
    private enum Asks {
        NEVER,
        WHO_OWNS_ONE,
        UNDER_CONDITIONS,
        EVERYBODY
    }

    /** The flows of a realm that are in use and have to do with passwords or devices, bound ones first. */
    public static List<SignInFlow> of(KeycloakSession session, RealmModel realm) {
        Map<String, List<Use>> uses = new LinkedHashMap<>();
        use(uses, realm.getBrowserFlow(), Use.BROWSER);
        use(uses, realm.getDirectGrantFlow(), Use.DIRECT_GRANT);
        use(uses, realm.getFirstBrokerLoginFlow(), Use.FIRST_BROKER_LOGIN);
        Stream<AuthenticationFlowModel> others = realm.getAuthenticationFlowsStream()
                .filter(AuthenticationFlowModel::isTopLevel)
                .filter(flow -> !uses.containsKey(flow.getId()) && !isResetOrRegistration(realm, flow))
                .filter(flow -> KeycloakModelUtils.isFlowUsed(session, realm, flow))
                .sorted(Comparator.comparing(AuthenticationFlowModel::getAlias));
        others.toList().forEach(flow -> use(uses, flow, Use.OTHER));
        return uses.entrySet().stream()
                .map(entry -> of(realm, realm.getAuthenticationFlowById(entry.getKey()), entry.getValue()))
                .filter(flow -> flow.step() != Step.NONE || flow.without() != Outcome.NOT_ASKED)
                .toList();
    }

    private static boolean isResetOrRegistration(RealmModel realm, AuthenticationFlowModel flow) {
        return Stream.of(
                        realm.getResetCredentialsFlow(),
                        realm.getRegistrationFlow(),
                        realm.getClientAuthenticationFlow())
                .anyMatch(other -> other != null && other.getId().equals(flow.getId()));
    }

    private static void use(Map<String, List<Use>> uses, AuthenticationFlowModel flow, Use use) {
        if (flow != null) {
            uses.computeIfAbsent(flow.getId(), id -> new ArrayList<>()).add(use);
        }
    }

    private static SignInFlow of(RealmModel realm, AuthenticationFlowModel flow, List<Use> uses) {
        Set<String> steps = steps(realm, flow.getId()).collect(Collectors.toSet());
        boolean stock = steps.stream().anyMatch(Steps.STOCK_CODES::contains);
        boolean devices = steps.contains(Steps.FORM) || steps.contains(Steps.DIRECT_GRANT);
        Step step = stock ? Step.STOCK : devices ? Step.DEVICES : Step.NONE;
        return new SignInFlow(flow.getAlias(), uses, step, outcome(realm, flow, uses, steps));
    }

    private static Outcome outcome(RealmModel realm, AuthenticationFlowModel flow, List<Use> uses, Set<String> steps) {
        return switch (asks(realm, flow.getId())) {
            case EVERYBODY -> uses.contains(Use.DIRECT_GRANT) ? Outcome.REFUSED : Outcome.WIZARD;
            case UNDER_CONDITIONS -> Outcome.DEPENDS;
            case WHO_OWNS_ONE -> Outcome.PASSWORD_ALONE;
            case NEVER ->
                steps.stream().anyMatch(Steps.PASSWORDS::contains) ? Outcome.PASSWORD_ALONE : Outcome.NOT_ASKED;
        };
    }

    private static Asks asks(RealmModel realm, String flowId) {
        return enabled(realm, flowId)
                .map(execution -> execution.isAuthenticatorFlow() ? asksIn(realm, execution) : asksItself(execution))
                .max(Comparator.naturalOrder())
                .orElse(Asks.NEVER);
    }

    private static Asks asksItself(AuthenticationExecutionModel execution) {
        String step = execution.getAuthenticator();
        if (step == null
                || !Steps.STOCK_CODES.contains(step) && !Steps.FORM.equals(step) && !Steps.DIRECT_GRANT.equals(step)) {
            return Asks.NEVER;
        }
        return execution.getRequirement() == Requirement.REQUIRED ? Asks.EVERYBODY : Asks.WHO_OWNS_ONE;
    }

    private static Asks asksIn(RealmModel realm, AuthenticationExecutionModel subflow) {
        Asks inside = asks(realm, subflow.getFlowId());
        if (subflow.getRequirement() != Requirement.CONDITIONAL || inside == Asks.NEVER) {
            return inside;
        }
        List<String> conditions = enabled(realm, subflow.getFlowId())
                .map(AuthenticationExecutionModel::getAuthenticator)
                .filter(step -> step != null && step.startsWith("conditional-"))
                .toList();
        if (conditions.isEmpty()) {
            // to Keycloak such a subflow is never on
            return Asks.NEVER;
        }
        return conditions.contains(Steps.USER_CONFIGURED) ? Asks.WHO_OWNS_ONE : Asks.UNDER_CONDITIONS;
    }

    private static Stream<AuthenticationExecutionModel> enabled(RealmModel realm, String flowId) {
        return realm.getAuthenticationExecutionsStream(flowId).filter(AuthenticationExecutionModel::isEnabled);
    }

    /** The authenticators of a flow and its subflows, without those that are disabled. */
    static Stream<String> steps(RealmModel realm, String flowId) {
        return enabled(realm, flowId)
                .flatMap(execution -> execution.isAuthenticatorFlow()
                        ? steps(realm, execution.getFlowId())
                        : Stream.ofNullable(execution.getAuthenticator()));
    }
}
