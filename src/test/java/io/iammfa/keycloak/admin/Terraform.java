package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.AdminApi;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes what Terraform resources name, with the calls of the admin REST API that Keycloak's provider for them makes. */
final class Terraform {

    private static final Pattern RESOURCE =
            Pattern.compile("resource \"(\\w+)\" \"(\\w+)\" \\{\n(.*?)\n}", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile("^ {2}(\\w+) *= (.*)$", Pattern.MULTILINE);
    private static final Pattern REFERENCE = Pattern.compile("(\\w+)\\.(\\w+)\\.(\\w+)");
    private static final Pattern PAIR = Pattern.compile("\"([^\"]+)\" = \"([^\"]+)\"");

    private final AdminApi admin;
    private final String realm;
    private final Map<String, Map<String, String>> resources = new LinkedHashMap<>();

    Terraform(AdminApi admin, String realm) {
        this.admin = admin;
        this.realm = realm;
    }

    void make(String hcl) {
        Matcher matcher = RESOURCE.matcher(hcl);
        while (matcher.find()) {
            Map<String, String> arguments = new HashMap<>();
            Matcher argument = ARGUMENT.matcher(matcher.group(3));
            while (argument.find()) {
                arguments.put(argument.group(1), argument.group(2));
            }
            resources.put(matcher.group(1) + "." + matcher.group(2), arguments);
        }
        assertTrue(resources.size() >= 8, hcl);
        resources.forEach((address, arguments) -> {
            assertTrue("var.realm".equals(arguments.get("realm_id")), address);
            make(address.split("\\.")[0], arguments);
        });
    }

    private void make(String type, Map<String, String> arguments) {
        String flows = "/" + realm + "/authentication/flows";
        switch (type) {
            case "keycloak_required_action" -> {
                String alias = value(arguments, "alias");
                // refused where it is there already, as the page of devices is once the wizard is
                admin.send(
                        "POST",
                        "/" + realm + "/authentication/register-required-action",
                        Map.of("providerId", alias, "name", value(arguments, "name")));
                admin.put(
                        "/" + realm + "/authentication/required-actions/" + alias,
                        Map.of(
                                "alias",
                                alias,
                                "providerId",
                                alias,
                                "name",
                                value(arguments, "name"),
                                "enabled",
                                value(arguments, "enabled"),
                                "priority",
                                value(arguments, "priority"),
                                "config",
                                pairs(arguments.getOrDefault("config", ""))));
            }
            case "keycloak_authentication_flow" ->
                admin.post(
                        flows,
                        Map.of("alias", value(arguments, "alias"), "providerId", "basic-flow", "topLevel", true));
            case "keycloak_authentication_subflow" -> {
                admin.post(
                        flows + "/" + path(value(arguments, "parent_flow_alias")) + "/executions/flow",
                        Map.of("alias", value(arguments, "alias"), "provider", "basic-flow", "type", "basic-flow"));
                require(arguments, "displayName", value(arguments, "alias"));
            }
            case "keycloak_authentication_execution" -> {
                admin.post(
                        flows + "/" + path(value(arguments, "parent_flow_alias")) + "/executions/execution",
                        Map.of("provider", value(arguments, "authenticator")));
                require(arguments, "providerId", value(arguments, "authenticator"));
            }
            case "keycloak_authentication_bindings" ->
                admin.put("/" + realm, Map.of("browserFlow", value(arguments, "browser_flow")));
            default -> throw new AssertionError(type);
        }
    }

    /** Sets requirement and priority of a step, which its creation takes no note of. */
    private void require(Map<String, String> arguments, String by, String value) {
        String executions =
                "/" + realm + "/authentication/flows/" + path(value(arguments, "parent_flow_alias")) + "/executions";
        admin.get(executions).forEach(step -> {
            if (value.equals(step.path(by).asText())) {
                admin.put(
                        executions,
                        Map.of(
                                "id",
                                step.get("id").asText(),
                                "requirement",
                                value(arguments, "requirement"),
                                "priority",
                                Integer.parseInt(value(arguments, "priority"))));
            }
        });
    }

    private String value(Map<String, String> arguments, String name) {
        String value = arguments.get(name);
        Matcher reference = REFERENCE.matcher(value);
        return reference.matches()
                ? value(resources.get(reference.group(1) + "." + reference.group(2)), reference.group(3))
                : value.replace("\"", "");
    }

    private static Map<String, String> pairs(String map) {
        Map<String, String> pairs = new HashMap<>();
        Matcher pair = PAIR.matcher(map);
        while (pair.find()) {
            pairs.put(pair.group(1), pair.group(2));
        }
        return pairs;
    }

    private static String path(String alias) {
        return alias.replace(" ", "%20");
    }
}
