package io.iammfa.keycloak.console;

import io.iammfa.keycloak.policy.MfaPolicy;
import io.iammfa.keycloak.policy.SignInFlow;
import io.iammfa.keycloak.policy.Steps;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.utils.ModelToRepresentation;
import org.keycloak.services.resources.admin.AuthenticationManagementResource;

/** What a realm needs so that its users are asked for their devices, and the button that does it. */
final class SetUp {

    private static final String SUFFIX = " with MFA devices";

    private final Visit visit;
    private final RealmModel realm;
    private final List<SignInFlow> flows;

    SetUp(Visit visit) {
        this.visit = visit;
        this.realm = visit.realm();
        this.flows = SignInFlow.of(visit.session(), realm);
    }

    /** The flows in use, for who may view the realm's settings. */
    List<SignInFlow> flows() {
        return visit.auth().realm().canViewRealm() ? flows : List.of();
    }

    /** Whether there is something left that the button does, and the admin may. */
    boolean isOffered() {
        return visit.auth().realm().canManageRealm() && (!visit.policy().optedIn() || !asksEverybody());
    }

    private boolean asksEverybody() {
        return flows.stream()
                .filter(flow -> flow.uses().contains(SignInFlow.Use.BROWSER))
                .anyMatch(
                        flow -> flow.step() == SignInFlow.Step.DEVICES && flow.without() == SignInFlow.Outcome.WIZARD);
    }

    /** Enables the action, and binds a copy of the browser flow that has the form in the place of Keycloak's own step. */
    Response run() {
        visit.auth().realm().requireManageRealm();
        if (!visit.policy().optedIn()) {
            enable();
        }
        if (!asksEverybody()) {
            bind(copy());
        }
        return visit.to(visit.links().overview() + "?done=setUp");
    }

    private void enable() {
        RequiredActionProviderModel action = MfaPolicy.action(realm).orElse(null);
        if (action == null) {
            action = new RequiredActionProviderModel();
            action.setAlias(MfaPolicy.REQUIRED_ACTION);
            action.setProviderId(MfaPolicy.REQUIRED_ACTION);
            action.setName("Assign MFA device");
            action.setPriority(15);
            action.setEnabled(true);
            action = realm.addRequiredActionProvider(action);
        } else {
            action.setEnabled(true);
            realm.updateRequiredActionProvider(action);
        }
        visit.adminEvent()
                .resource(ResourceType.REQUIRED_ACTION)
                .operation(OperationType.UPDATE)
                .resourcePath("authentication", "required-actions", action.getAlias())
                .representation(ModelToRepresentation.toRepresentation(action))
                .success();
    }

    private AuthenticationFlowModel copy() {
        AuthenticationFlowModel bound = realm.getBrowserFlow();
        String alias = IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> bound.getAlias() + SUFFIX + (i == 1 ? "" : " " + i))
                .filter(name -> realm.getFlowByAlias(name) == null)
                .findFirst()
                .orElseThrow();
        AuthenticationFlowModel copy = AuthenticationManagementResource.copyFlow(visit.session(), realm, bound, alias);
        if (!takePlace(copy.getId()) && !followPassword(copy.getId())) {
            addLast(copy.getId());
        }
        visit.adminEvent()
                .resource(ResourceType.AUTH_FLOW)
                .operation(OperationType.CREATE)
                .resourcePath("authentication", "flows", copy.getId())
                .representation(ModelToRepresentation.toRepresentation(visit.session(), realm, copy))
                .success();
        return copy;
    }

    private List<AuthenticationExecutionModel> executions(String flowId) {
        return realm.getAuthenticationExecutionsStream(flowId).toList();
    }

    /** Puts the form in the place of Keycloak's step for codes; the subflow of that step is for everybody then. */
    private boolean takePlace(String flowId) {
        for (AuthenticationExecutionModel execution : executions(flowId)) {
            if (execution.isAuthenticatorFlow()) {
                List<AuthenticationExecutionModel> inside = executions(execution.getFlowId());
                Optional<AuthenticationExecutionModel> replaced =
                        inside.stream().filter(SetUp::isOfDevices).findFirst();
                if (replaced.isPresent()) {
                    inside.forEach(this::disable);
                    add(execution.getFlowId(), replaced.get().getPriority());
                    requireForAll(execution);
                    return true;
                }
                if (takePlace(execution.getFlowId())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** An alternative stays one: what stands beside it, such as the cookie, would otherwise be passed over. */
    private void requireForAll(AuthenticationExecutionModel subflow) {
        if (subflow.isConditional() || subflow.isDisabled()) {
            subflow.setRequirement(Requirement.REQUIRED);
            realm.updateAuthenticatorExecution(subflow);
        }
    }

    private static boolean isOfDevices(AuthenticationExecutionModel execution) {
        return Steps.isOfDevices(execution.getAuthenticator());
    }

    private void disable(AuthenticationExecutionModel execution) {
        if (isOfDevices(execution)
                || execution.getAuthenticator() != null
                        && execution.getAuthenticator().startsWith("conditional-")) {
            execution.setRequirement(Requirement.DISABLED);
            realm.updateAuthenticatorExecution(execution);
        }
    }

    /** A flow without any such step: the form comes after the password. */
    private boolean followPassword(String flowId) {
        for (AuthenticationExecutionModel execution : executions(flowId)) {
            if (execution.isAuthenticatorFlow() ? followPassword(execution.getFlowId()) : isPassword(execution)) {
                if (!execution.isAuthenticatorFlow()) {
                    addLast(flowId);
                }
                return true;
            }
        }
        return false;
    }

    private static boolean isPassword(AuthenticationExecutionModel execution) {
        return execution.isEnabled()
                && execution.getAuthenticator() != null
                && Steps.PASSWORDS.contains(execution.getAuthenticator());
    }

    private void addLast(String flowId) {
        int last = executions(flowId).stream()
                .mapToInt(AuthenticationExecutionModel::getPriority)
                .max()
                .orElse(0);
        add(flowId, last + 10);
    }

    private void add(String flowId, int priority) {
        AuthenticationExecutionModel form = new AuthenticationExecutionModel();
        form.setParentFlow(flowId);
        form.setAuthenticator(Steps.FORM);
        form.setRequirement(Requirement.REQUIRED);
        form.setPriority(priority);
        form.setAuthenticatorFlow(false);
        realm.addAuthenticatorExecution(form);
    }

    private void bind(AuthenticationFlowModel flow) {
        realm.setBrowserFlow(flow);
        visit.adminEvent()
                .resource(ResourceType.REALM)
                .operation(OperationType.UPDATE)
                .resourcePath("")
                .representation(ModelToRepresentation.toRepresentation(visit.session(), realm, false))
                .success();
    }
}
