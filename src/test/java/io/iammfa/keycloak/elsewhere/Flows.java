package io.iammfa.keycloak.elsewhere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.TestServer;
import java.util.Map;

/** The flows of a realm, changed as an admin does it. */
record Flows(String realm) {

    private static final AdminApi ADMIN = TestServer.admin();

    private String path() {
        return "/" + realm + "/authentication";
    }

    /** Enables "Assign MFA device" where it is not yet, for every new user if that is wanted. */
    Flows optIn(boolean everybody) {
        JsonNode actions = ADMIN.get(path() + "/required-actions");
        if (actions.findValuesAsText("alias").stream().noneMatch("ASSIGN_MFA_DEVICE"::equals)) {
            ADMIN.post(
                    path() + "/register-required-action",
                    Map.of("providerId", "ASSIGN_MFA_DEVICE", "name", "Assign MFA device"));
        }
        ObjectNode action = (ObjectNode) ADMIN.get(path() + "/required-actions/ASSIGN_MFA_DEVICE");
        ADMIN.put(
                path() + "/required-actions/ASSIGN_MFA_DEVICE",
                action.put("enabled", true).put("defaultAction", everybody));
        return this;
    }

    /** A flow of one required step. */
    Flows ofOne(String alias, String authenticator) {
        ADMIN.post(
                path() + "/flows",
                Map.of("alias", alias, "providerId", "basic-flow", "topLevel", true, "builtIn", false));
        return add(alias, authenticator, "REQUIRED", alias);
    }

    /** Binds a copy of the flow {@code browser} in which the form for MFA devices stands where Keycloak's own one did. */
    Flows deviceFormInBrowserFlow() {
        ADMIN.post(path() + "/flows/browser/copy", Map.of("newName", "mfa browser"));
        String parent = "";
        for (JsonNode step : ADMIN.get(executions("mfa browser"))) {
            if (step.path("authenticationFlow").asBoolean()) {
                parent = step.get("displayName").asText();
            } else if ("auth-otp-form".equals(step.path("providerId").asText())) {
                String requirement = step.get("requirement").asText();
                ADMIN.delete(path() + "/executions/" + step.get("id").asText());
                add(parent, "mfa-device-form", requirement, "mfa browser");
            }
        }
        ADMIN.put("/" + realm, Map.of("browserFlow", "mfa browser"));
        return this;
    }

    private Flows add(String flow, String authenticator, String requirement, String top) {
        ADMIN.post(
                path() + "/flows/" + LdapRealm.encode(flow).replace("+", "%20") + "/executions/execution",
                Map.of("provider", authenticator));
        for (JsonNode step : ADMIN.get(executions(top))) {
            if (authenticator.equals(step.path("providerId").asText())) {
                ADMIN.put(executions(top), ((ObjectNode) step).put("requirement", requirement));
            }
        }
        return this;
    }

    private String executions(String flow) {
        return path() + "/flows/" + LdapRealm.encode(flow).replace("+", "%20") + "/executions";
    }
}
