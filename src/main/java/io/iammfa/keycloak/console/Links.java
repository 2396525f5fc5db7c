package io.iammfa.keycloak.console;

import io.iammfa.keycloak.form.TypedToken;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The addresses of the console's pages, for admins of one realm. */
public final class Links {

    private final String console;
    private final String realm;

    /**
     * @param console where the console of the admin's own realm is
     * @param realm the name of the realm that the pages are about
     */
    Links(String console, String realm) {
        this.console = console;
        this.realm = realm;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String inRealm(String... segments) {
        return realm(realm) + Arrays.stream(segments).map(Links::encode).collect(Collectors.joining("/"));
    }

    /** The realms to choose from. */
    public String realms() {
        return console;
    }

    /**
     * Some of them.
     *
     * @param filter names and values; what is empty is left out
     */
    String realms(Map<String, String> filter) {
        return with(realms(), filter);
    }

    /** The overview of a realm. */
    public String realm(String name) {
        return console + encode(name) + "/";
    }

    public String overview() {
        return realm(realm);
    }

    public String setUp() {
        return inRealm("set-up");
    }

    public String report() {
        return inRealm("report");
    }

    /** All users. */
    public String users() {
        return inRealm("users");
    }

    /**
     * The users that a filter finds.
     *
     * @param filter names and values; what is empty is left out
     */
    public String users(Map<String, String> filter) {
        return with(users(), filter);
    }

    private static String with(String address, Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&", address + "?", ""));
    }

    /** A user's security credentials. */
    public String user(String userId) {
        return inRealm("users", userId);
    }

    /** The same, with word of what was done. */
    public String user(String userId, String done) {
        return user(userId, Map.of("done", done));
    }

    String user(String userId, Map<String, String> more) {
        return with(user(userId), more);
    }

    /** The users in grace, or those that a filter finds. */
    public String deadlines(Map<String, String> filter) {
        return with(inRealm("deadlines"), filter);
    }

    /** Where a user is given time. */
    public String deadline(String userId) {
        return inRealm("deadlines", userId);
    }

    /** All hardware tokens. */
    public String tokens() {
        return inRealm("tokens");
    }

    /**
     * The hardware tokens that a filter finds.
     *
     * @param filter names and values; what is empty is left out
     */
    public String tokens(Map<String, String> filter) {
        return with(tokens(), filter);
    }

    /** Where a file of hardware tokens is imported. */
    public String tokenImport() {
        return inRealm("tokens", "import");
    }

    /** Where one hardware token is changed. */
    public String token() {
        return inRealm("tokens", "token");
    }

    /** A hardware token; what is printed on one may have slashes and dots, which addresses would fold away. */
    public String token(String serial) {
        return token(serial, Map.of());
    }

    /**
     * The same, with word of what was done or is to be confirmed.
     *
     * @param more names and values; what is empty is left out
     */
    public String token(String serial, Map<String, String> more) {
        Map<String, String> parameters = new TreeMap<>(more);
        parameters.put(TypedToken.FIELD_SERIAL, serial);
        return with(token(), parameters);
    }

    /** The wizard's second page for a hardware token. */
    public String assignToken(String userId) {
        return inRealm("users", userId, "assign", "token");
    }

    /**
     * The same for a device of that name.
     *
     * @param fields names and values; what is empty is left out
     */
    String assignToken(String userId, Map<String, String> fields) {
        return with(assignToken(userId), fields);
    }

    public String assign(String userId) {
        return inRealm("users", userId, "assign");
    }

    /**
     * The wizard's first page, filled in.
     *
     * @param fields names and values; what is empty is left out
     */
    String assign(String userId, Map<String, String> fields) {
        return with(assign(userId), fields);
    }

    /** The wizard's second page. */
    public String pending(String userId, String pendingId) {
        return inRealm("users", userId, "assign", pendingId);
    }

    /** Where a temporary pass is given. */
    public String pass(String userId) {
        return inRealm("users", userId, "pass");
    }

    /** A user's new beginning. */
    public String reset(String userId) {
        return inRealm("users", userId, "reset");
    }

    public String ask(String userId) {
        return inRealm("users", userId, "ask");
    }

    public String device(String userId, String deviceId, String operation) {
        return inRealm("users", userId, "devices", deviceId, operation);
    }
}
