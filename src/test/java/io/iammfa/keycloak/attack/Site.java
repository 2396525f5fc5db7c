package io.iammfa.keycloak.attack;

import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Realms that have between them every page, each reached with the password alone. */
record Site(String free, String strict, String signIn, String first) {

    static final AdminApi ADMIN = TestServer.admin();

    private static final AtomicInteger USERS = new AtomicInteger();

    static Site create() {
        return new Site(
                TestServer.create(new RealmBuilder().passwordOnly().policy("proof-required", "false")),
                TestServer.create(new RealmBuilder().passwordOnly()),
                TestServer.create(new RealmBuilder()),
                TestServer.create(new RealmBuilder().passwordOnly().policy("first-device", "pass")));
    }

    /** A new user of each realm, who owns the devices Red and Green; the password is the name. */
    String user() {
        String name = "user-" + USERS.incrementAndGet();
        for (String realm : new String[] {free, strict, signIn, first}) {
            ADMIN.post(
                    "/" + realm + "/users",
                    RealmBuilder.person(
                            name,
                            RealmBuilder.stockDevice("Red", "red-" + name),
                            RealmBuilder.stockDevice("Green", "green-" + name)));
        }
        return name;
    }

    /** Every page that takes something from its user. */
    enum Page {
        NAME("kc-mfa-name-form"),
        CODES("kc-mfa-codes-form"),
        KEY("\"register\""),
        TABLE("kc-mfa-devices"),
        RENAME("kc-mfa-rename-form"),
        RESYNC("kc-mfa-resync-form"),
        REMOVE("kc-mfa-remove-form"),
        REPLACE("kc-mfa-replaces"),
        DELETE_CREDENTIAL("kc-mfa-remove-form"),
        PROOF("kc-mfa-proof-form"),
        FIRST("kc-mfa-first"),
        SIGN_IN("kc-otp-login-form"),
        SIGN_IN_RESYNC("kc-mfa-resync-form");

        private final String mark;

        Page(String mark) {
            this.mark = mark;
        }

        String realm(Site site) {
            return switch (this) {
                case PROOF -> site.strict();
                case FIRST -> site.first();
                case SIGN_IN, SIGN_IN_RESYNC -> site.signIn();
                default -> site.free();
            };
        }

        /** The devices of a user who came to the page and did nothing there. */
        List<String> devices() {
            return this == FIRST ? List.of() : List.of("Green", "Red");
        }

        /** A browser that shows the page. */
        HttpVisitor open(Site site, String user) {
            String realm = realm(site);
            if (this == FIRST) {
                ADMIN.post("/" + realm + "/mfa-devices/reset", Map.of("userId", ADMIN.userId(realm, user)));
            }
            String device = this == FIRST
                    ? ""
                    : ADMIN.devices(realm, user).get(0).get("id").asText();
            HttpVisitor browser = new HttpVisitor(realm)
                    .open(
                            switch (this) {
                                case NAME, CODES, KEY, PROOF, FIRST -> "&kc_action=ASSIGN_MFA_DEVICE";
                                case DELETE_CREDENTIAL -> "&kc_action=delete_credential:" + device;
                                case SIGN_IN, SIGN_IN_RESYNC -> "";
                                default -> "&kc_action=MANAGE_MFA_DEVICES";
                            })
                    .password(user);
            switch (this) {
                case CODES -> browser.submit("deviceName", "New", "deviceType", "totp");
                case KEY -> browser.submit("deviceName", "New", "deviceType", "webauthn");
                case RENAME -> browser.submit("deviceId", device, "action", "rename");
                case RESYNC -> browser.submit("deviceId", device, "action", "resync");
                case REMOVE -> browser.submit("deviceId", device, "action", "remove");
                case REPLACE -> browser.submit("deviceId", device, "action", "replace");
                case SIGN_IN_RESYNC -> browser.submit("action", "resync");
                default -> {}
            }
            if (!browser.html().contains(mark)) {
                throw new AssertionError(this + " is not the page that came: " + browser.html());
            }
            return browser;
        }
    }
}
