package io.iammfa.keycloak.support;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A realm for a test: opted in, with a browser flow that asks for a password and then for an MFA device, events kept,
 * and a client {@code app}. Its look-ahead window is ten steps, so that tests need not wait for the next code.
 */
public final class RealmBuilder {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private String name = "test-" + COUNT.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
    private final Map<String, Object> realm = new LinkedHashMap<>();
    private final Map<String, String> policy = new LinkedHashMap<>();
    private final Map<String, String> signIn = new LinkedHashMap<>();
    private final List<Map<String, Object>> users = new ArrayList<>();
    private final List<Map<String, Object>> secondFactors = new ArrayList<>();
    private final List<Map<String, Object>> actions = new ArrayList<>();
    private boolean optedIn = true;
    private boolean passwordOnly;
    private String directGrant;

    public RealmBuilder() {
        set("realm", name);
        set("displayName", "Test & Söhne: " + name);
        set("enabled", true);
        set("eventsEnabled", true);
        set("otpPolicyType", "totp");
        set("otpPolicyAlgorithm", "HmacSHA1");
        set("otpPolicyDigits", 6);
        set("otpPolicyPeriod", 30);
        set("otpPolicyInitialCounter", 0);
        set("otpPolicyLookAheadWindow", 10);
        set("registrationAllowed", false);
        // how passwords are hashed is Keycloak's; its own default is slow, as it should be elsewhere
        set("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
    }

    public String name() {
        return name;
    }

    /** Gives it a name for pictures, which one realm of a server can have. */
    public RealmBuilder called(String itsName) {
        name = itsName;
        return set("realm", itsName);
    }

    /** Any attribute of the realm, as Keycloak's representation names it. */
    public RealmBuilder set(String attribute, Object value) {
        realm.put(attribute, value);
        return this;
    }

    public RealmBuilder notOptedIn() {
        optedIn = false;
        return this;
    }

    /** Enables one more of Keycloak's required actions in a realm that opted in. */
    public RealmBuilder action(String id) {
        actions.add(action(id, Map.of()));
        return this;
    }

    public RealmBuilder policy(String setting, String value) {
        policy.put(setting, value);
        return this;
    }

    public RealmBuilder signIn(String setting, String value) {
        signIn.put(setting, value);
        return this;
    }

    /** An execution of the second-factor subflow; without any it is "MFA device form", required. */
    public RealmBuilder secondFactor(String authenticator, String requirement) {
        secondFactors.add(execution(authenticator, requirement, secondFactors.size()));
        return this;
    }

    /** Has direct grants ask for a password and then for this authenticator. */
    public RealmBuilder directGrant(String authenticator) {
        directGrant = authenticator;
        return this;
    }

    /** Has the password alone sign users in, who may own devices all the same. */
    public RealmBuilder passwordOnly() {
        passwordOnly = true;
        return this;
    }

    /** Has brute-force protection lock a user for ten minutes after so many failures. */
    public RealmBuilder lockedAfter(int failures) {
        return set("bruteForceProtected", true)
                .set("failureFactor", failures)
                .set("quickLoginCheckMilliSeconds", 0)
                .set("waitIncrementSeconds", 600)
                .set("maxFailureWaitSeconds", 900);
    }

    /** Has Keycloak mail to this mailbox. */
    public RealmBuilder mailsTo(Mailbox mailbox) {
        return set("smtpServer", mailbox.settings());
    }

    /** A user who owns the devices Red and Green, whose keys are {@code secret-red} and {@code secret-green}. */
    public RealmBuilder owner(String username) {
        return user(username, stockDevice("Red", "secret-red"), stockDevice("Green", "secret-green"));
    }

    /** A user whose password is the username. */
    @SafeVarargs
    public final RealmBuilder user(String username, Map<String, Object>... devices) {
        Map<String, Object> user = person(username, devices);
        user.put("realmRoles", List.of("default-roles-" + name));
        users.add(user);
        return this;
    }

    /** The same for a realm that exists already. */
    @SafeVarargs
    public static Map<String, Object> person(String username, Map<String, Object>... devices) {
        List<Map<String, Object>> credentials = new ArrayList<>(List.of(devices));
        credentials.add(0, Map.of("type", "password", "value", username));
        return new LinkedHashMap<>(Map.of(
                "username",
                username,
                "enabled",
                true,
                "email",
                username + "@example.com",
                "emailVerified",
                true,
                "firstName",
                username,
                "lastName",
                "Test",
                "credentials",
                credentials));
    }

    /** Users {@code user-0} and on, with as many devices {@code Device 0} and on, whose keys are {@code secret-0} and on. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public RealmBuilder users(int count, int devices) {
        Map[] all = IntStream.range(0, devices)
                .mapToObj(i -> stockDevice("Device " + i, "secret-" + i))
                .toArray(Map[]::new);
        for (int i = 0; i < count; i++) {
            user("user-" + i, all);
        }
        return this;
    }

    /** An attribute of the user who was added last. */
    public RealmBuilder whose(String attribute, String value) {
        users.get(users.size() - 1).put("attributes", Map.of(attribute, List.of(value)));
        return this;
    }

    /** A TOTP device as Keycloak's own OTP form stores it: the secret as plain text, not base32. */
    public static Map<String, Object> stockDevice(String label, String secret) {
        return Map.of(
                "type",
                "otp",
                "userLabel",
                label,
                "secretData",
                "{\"value\":\"" + secret + "\"}",
                "credentialData",
                "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,\"algorithm\":\"HmacSHA1\"}");
    }

    /** Creates the realm and returns its name. */
    public String create(AdminApi admin) {
        return createAs(admin, build());
    }

    /** Creates a realm of this name as a file has it, and the client {@code app}. */
    public String createAs(AdminApi admin, String json) throws IOException {
        Map<String, Object> file = AdminApi.JSON.readValue(json, new TypeReference<>() {});
        file.put("realm", name);
        return createAs(admin, file);
    }

    private String createAs(AdminApi admin, Map<String, Object> rep) {
        admin.post("", rep);
        admin.post("/" + name + "/clients", app());
        return name;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> build() {
        Map<String, Object> rep = new LinkedHashMap<>(realm);
        rep.put("components", Map.of("org.keycloak.keys.KeyProvider", RealmKeys.components()));
        rep.put("users", users);
        if (optedIn) {
            rep.put(
                    "requiredActions",
                    Stream.concat(
                                    Stream.of(
                                            action("ASSIGN_MFA_DEVICE", policy),
                                            action("MANAGE_MFA_DEVICES", Map.of()),
                                            action("delete_credential", Map.of()),
                                            action("CONFIGURE_TOTP", Map.of()),
                                            action("webauthn-register", Map.of()),
                                            action("webauthn-register-passwordless", Map.of()),
                                            action("CONFIGURE_RECOVERY_AUTHN_CODES", Map.of())),
                                    actions.stream())
                            .toList());
        }
        if (optedIn || !secondFactors.isEmpty()) {
            rep.put("browserFlow", "mfa");
            rep.put("authenticationFlows", flows());
            rep.put("authenticatorConfig", List.of(Map.of("alias", "sign-in", "config", signIn)));
        }
        if (directGrant != null) {
            rep.put("directGrantFlow", "direct");
            List<Map<String, Object>> flows = new ArrayList<>();
            Optional.ofNullable((List<Map<String, Object>>) rep.get("authenticationFlows"))
                    .ifPresent(flows::addAll);
            flows.add(flow(
                    "direct",
                    true,
                    List.of(
                            execution("direct-grant-validate-username", "REQUIRED", 1),
                            execution("direct-grant-validate-password", "REQUIRED", 2),
                            execution(directGrant, "REQUIRED", 3))));
            rep.put("authenticationFlows", flows);
        }
        return rep;
    }

    private List<Map<String, Object>> flows() {
        if (secondFactors.isEmpty()) {
            secondFactor("mfa-device-form", "REQUIRED");
        }
        secondFactors.stream()
                .filter(execution -> "mfa-device-form".equals(execution.get("authenticator")))
                .filter(execution -> !signIn.isEmpty())
                .forEach(execution -> execution.put("authenticatorConfig", "sign-in"));
        boolean conditional = secondFactors.stream()
                .anyMatch(execution -> "conditional-user-configured".equals(execution.get("authenticator")));
        return List.of(
                flow(
                        "mfa",
                        true,
                        List.of(
                                execution("auth-cookie", "ALTERNATIVE", 1),
                                subflow("password and device", "ALTERNATIVE", 2))),
                flow(
                        "password and device",
                        false,
                        List.of(
                                execution("auth-username-password-form", "REQUIRED", 1),
                                subflow(
                                        "second factor",
                                        passwordOnly ? "DISABLED" : conditional ? "CONDITIONAL" : "REQUIRED",
                                        2))),
                flow("second factor", false, secondFactors));
    }

    /** A flow, as Keycloak's representation has it. */
    public static Map<String, Object> flow(String alias, boolean top, List<Map<String, Object>> executions) {
        return Map.of(
                "alias", alias,
                "providerId", "basic-flow",
                "topLevel", top,
                "builtIn", false,
                "authenticationExecutions", executions);
    }

    /** A step of a flow. */
    public static Map<String, Object> execution(String authenticator, String requirement, int priority) {
        return new LinkedHashMap<>(
                Map.of("authenticator", authenticator, "requirement", requirement, "priority", priority));
    }

    /** A flow within a flow. */
    public static Map<String, Object> subflow(String alias, String requirement, int priority) {
        return Map.of("flowAlias", alias, "requirement", requirement, "priority", priority, "authenticatorFlow", true);
    }

    private static Map<String, Object> action(String id, Map<String, String> config) {
        return Map.of("alias", id, "name", id, "providerId", id, "enabled", true, "config", config);
    }

    private Map<String, Object> app() {
        return Map.of(
                "clientId",
                "app",
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of("*"),
                "protocolMappers",
                List.of(note("mfa_device_id"), note("mfa_device_name"), note("mfa_authenticated_at")));
    }

    /** A mapper of the client's that puts a note of the session into tokens. */
    public static Map<String, Object> note(String note) {
        return Map.of(
                "name",
                note,
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-usersessionmodel-note-mapper",
                "config",
                Map.of(
                        "user.session.note",
                        note,
                        "claim.name",
                        note,
                        "access.token.claim",
                        "true",
                        "jsonType.label",
                        "String"));
    }
}
