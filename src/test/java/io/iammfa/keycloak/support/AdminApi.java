package io.iammfa.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keycloak's admin REST API, as JSON. */
public final class AdminApi {

    public static final ObjectMapper JSON = new ObjectMapper();

    /** Half as long as the master realm's tokens live. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private static final Map<String, Token> TOKENS = new ConcurrentHashMap<>();

    /** What a sign-in of the server's admin gave, which costs Keycloak more than most of what the tests ask of it. */
    private record Token(String value, Instant since) {

        boolean isFresh() {
            Duration age = Duration.between(since, MovedClock.now());
            return !age.isNegative() && age.compareTo(FRESH) < 0;
        }
    }

    private final String base;

    public AdminApi(String base) {
        this.base = base;
    }

    public JsonNode get(String path) {
        return json(send("GET", path, null));
    }

    /** The answer to any request. */
    public JsonNode json(String method, String path, Object body) {
        return json(send(method, path, body));
    }

    public void post(String path, Object body) {
        expectSuccess(send("POST", path, body));
    }

    public void put(String path, Object body) {
        expectSuccess(send("PUT", path, body));
    }

    /** Changes the policy of a realm: this setting is what is left of it. */
    public void policy(String realm, String setting, String value) {
        put(
                "/" + realm + "/authentication/required-actions/ASSIGN_MFA_DEVICE/config",
                Map.of("config", Map.of(setting, value)));
    }

    /** Gives a user a temporary pass of an hour. */
    public JsonNode pass(String realm, String username) {
        return json(
                "POST", "/" + realm + "/mfa-devices/passes", Map.of("userId", userId(realm, username), "minutes", 60));
    }

    public void delete(String path) {
        expectSuccess(send("DELETE", path, null));
    }

    /** Any answer, also a refusal. */
    public HttpResponse<String> send(String method, String path, Object body) {
        String text = body == null ? null : text(body);
        HttpResponse<String> answer = Http.api(method, base + "/admin/realms" + path, accessToken(), text);
        if (answer.statusCode() != 401) {
            return answer;
        }
        // another server listens there now, or the clock was moved past the session's end
        TOKENS.remove(base);
        return Http.api(method, base + "/admin/realms" + path, accessToken(), text);
    }

    private static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String userId(String realm, String username) {
        return get("/" + realm + "/users?exact=true&username=" + username)
                .get(0)
                .get("id")
                .asText();
    }

    /** Gives a user admin roles of their own realm. */
    public void allow(String realm, String username, String... roles) {
        String client = clientId(realm, "realm-management");
        List<JsonNode> found = new ArrayList<>();
        for (String role : roles) {
            found.add(get("/" + realm + "/clients/" + client + "/roles/" + role));
        }
        post("/" + realm + "/users/" + userId(realm, username) + "/role-mappings/clients/" + client, found);
    }

    /** The id of a client that is stored under a name. */
    public String clientId(String realm, String name) {
        return get("/" + realm + "/clients?clientId=" + name).get(0).get("id").asText();
    }

    /**
     * A fine-grained permission on the members of a group. One for a right: Keycloak takes two that disagree for a
     * refusal.
     */
    public void permit(String realm, String groupId, String scope, List<String> usernames) {
        String authorization =
                "/" + realm + "/clients/" + clientId(realm, "admin-permissions") + "/authz/resource-server";
        List<String> ids = usernames.stream().map(user -> userId(realm, user)).toList();
        post(authorization + "/policy/user", Map.of("name", "may " + scope, "users", ids));
        post(
                authorization + "/permission/scope",
                Map.of(
                        "name", scope,
                        "resourceType", "Groups",
                        "resources", List.of(groupId),
                        "scopes", List.of(scope),
                        "policies", List.of("may " + scope)));
    }

    /** A new group with one member; returns its id. */
    public String group(String realm, String name, String member) {
        post("/" + realm + "/groups", Map.of("name", name));
        String group = get("/" + realm + "/groups").get(0).get("id").asText();
        put("/" + realm + "/users/" + userId(realm, member) + "/groups/" + group, Map.of());
        return group;
    }

    /** A user's OTP credentials, in Keycloak's order. */
    public List<JsonNode> devices(String realm, String username) {
        List<JsonNode> devices = new ArrayList<>();
        for (JsonNode credential : get("/" + realm + "/users/" + userId(realm, username) + "/credentials")) {
            if ("otp".equals(credential.get("type").asText())) {
                devices.add(credential);
            }
        }
        return devices;
    }

    /** The id of a user's OTP credential of this name. */
    public String deviceId(String realm, String username, String name) {
        return devices(realm, username).stream()
                .filter(device -> name.equals(device.path("userLabel").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(username + " has no device " + name))
                .get("id")
                .asText();
    }

    /** The names of a user's OTP credentials, sorted. */
    public List<String> deviceNames(String realm, String username) {
        return devices(realm, username).stream()
                .map(device -> device.path("userLabel").asText())
                .sorted()
                .toList();
    }

    /** How many failures brute-force protection has counted of a user. */
    public int failures(String realm, String username) {
        return get("/" + realm + "/attack-detection/brute-force/users/" + userId(realm, username))
                .get("numFailures")
                .asInt();
    }

    /** Expects so many failures of a user, which Keycloak counts a moment after it has answered. */
    public void countsFailures(String realm, String username, int failures) {
        Instant limit = Instant.now().plusSeconds(20);
        while (failures(realm, username) != failures) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError(failures(realm, username) + " failures, not " + failures);
            }
        }
    }

    /** The newest user event of a type. */
    public JsonNode lastEvent(String realm, String type) {
        return events(realm, type).get(0);
    }

    /** The user events of a type, the newest first. */
    public List<JsonNode> events(String realm, String type) {
        List<JsonNode> events = new ArrayList<>();
        get("/" + realm + "/events?type=" + type).forEach(events::add);
        return events;
    }

    /** A token of the server's admin. */
    public String accessToken() {
        return TOKENS.compute(base, (server, last) -> last != null && last.isFresh() ? last : signIn())
                .value();
    }

    private Token signIn() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=password&client_id=admin-cli&username=admin&password=admin"))
                .build();
        Instant now = MovedClock.now();
        return new Token(json(Http.send(request)).get("access_token").asText(), now);
    }

    private static JsonNode json(HttpResponse<String> response) {
        expectSuccess(response);
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectSuccess(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new AssertionError(
                    response.request().uri() + " answered " + response.statusCode() + ": " + response.body());
        }
    }
}
