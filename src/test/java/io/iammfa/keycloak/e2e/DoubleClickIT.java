package io.iammfa.keycloak.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.HttpVisitor.DoubleClick;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both clicks of a double click get to the server, as they do with scripts off. The person ends where one click leads. */
class DoubleClickIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static final String REALM = TestServer.create(realm());
    private static final String PASSWORD_ONLY = TestServer.create(realm().passwordOnly());

    private static final String FULL_AT_TWO = TestServer.create(realm().policy("max-devices", "2"));

    private static RealmBuilder realm() {
        return new RealmBuilder()
                .set("bruteForceProtected", true)
                .set("failureFactor", 30)
                .set("quickLoginCheckMilliSeconds", 0);
    }

    private static final String TABLE = "id=\"kc-mfa-count\"";
    private static final String NAME_PAGE = "id=\"kc-mfa-name-form\"";
    private static final String CODES_PAGE = "id=\"kc-mfa-codes-form\"";
    private static final String RENAME_PAGE = "id=\"kc-mfa-rename-form\"";
    private static final String RESYNC_PAGE = "id=\"kc-mfa-resync-form\"";
    private static final String REMOVE_PAGE = "id=\"kc-mfa-remove-form\"";
    private static final String CODE_PAGE = "id=\"kc-otp-login-form\"";
    private static final String LIMIT_PAGE = "id=\"kc-mfa-limit\"";
    private static final String PASSWORD_PAGE = "id=\"kc-form-login\"";

    /** Where one click on a button leads. */
    private enum End {

        /** Another page of the same step. */
        PAGE,

        /** A page of another step, so that Keycloak says of what comes late that it has expired, and how to go on. */
        OTHER_STEP,

        /** Back to the application; with it the sign-in is over, and what comes late is Keycloak's to answer. */
        APPLICATION
    }

    /**
     * A button.
     *
     * @param page the page that one click leads to
     * @param change what one click changes, as the events name it, or null for nothing
     */
    private record Button(String name, Way way, End end, String page, String change) {

        static Button turnsTo(String name, String page, Way way) {
            return new Button(name, way, End.PAGE, page, null);
        }

        static Button goesTo(String name, String page, Way way) {
            return new Button(name, way, End.OTHER_STEP, page, null);
        }

        static Button leaves(String name, Way way) {
            return new Button(name, way, End.APPLICATION, null, null);
        }

        Button changes(String change) {
            return new Button(name, way, end, page, change);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Goes to the page of a button; returns the fields that are sent with it, names and values in turn. */
    private interface Way {

        String[] to(Alice alice);
    }

    /** A user of her own for each double click, with the devices Red and Green, and her browser. */
    private static final class Alice {

        private static final AtomicInteger COUNT = new AtomicInteger();

        private final String username = "alice-" + COUNT.incrementAndGet();
        private final Phone red = Phone.ofKey("secret-red");
        private String realm = REALM;
        private boolean owner = true;
        private HttpVisitor browser;

        /** Has no device yet. */
        Alice newcomer() {
            owner = false;
            return this;
        }

        /** Signs in with the password alone. */
        Alice passwordOnly() {
            realm = PASSWORD_ONLY;
            return this;
        }

        /** Owns as many devices as she may. */
        Alice full() {
            realm = FULL_AT_TWO;
            return this;
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        Alice arrives() {
            Map[] devices = {
                RealmBuilder.stockDevice("Red", "secret-red"), RealmBuilder.stockDevice("Green", "secret-green")
            };
            ADMIN.post("/" + realm + "/users", RealmBuilder.person(username, owner ? devices : new Map[0]));
            browser = new HttpVisitor(realm);
            return this;
        }

        String id(String name) {
            return ADMIN.devices(realm, username).stream()
                    .filter(device -> name.equals(device.get("userLabel").asText()))
                    .findFirst()
                    .orElseThrow()
                    .get("id")
                    .asText();
        }

        Alice open(String parameters) {
            if (browser == null) {
                arrives();
            }
            browser.open(parameters).password(username);
            return this;
        }

        Alice code() {
            return submit("otp", red.next(), "selectedCredentialId", id("Red"));
        }

        Alice submit(String... fields) {
            browser.submit(fields);
            return this;
        }

        Alice at(String page) {
            assertTrue(browser.html().contains(page), browser.html());
            return this;
        }

        Alice atTheTable() {
            return open("&kc_action=MANAGE_MFA_DEVICES").code().at(TABLE);
        }

        String path() {
            return "/" + realm + "/users/" + ADMIN.userId(realm, username);
        }

        Alice press(String action) {
            return submit("deviceId", id("Green"), "action", action);
        }

        Alice choosesToAssign() {
            return atTheTable().submit("action", "assign");
        }

        String[] twoCodes() {
            Phone phone = browser.phone();
            return fields("code1", phone.next(), "code2", phone.next(), "action", "add");
        }

        String[] resync() {
            Phone green = Phone.ofKey("secret-green");
            return fields("deviceId", id("Green"), "code1", green.next(), "code2", green.next());
        }
    }

    private static String[] fields(String... fields) {
        return fields;
    }

    private static String[] row(Alice alice, String action) {
        return fields("deviceId", alice.atTheTable().id("Green"), "action", action);
    }

    private static Stream<Button> buttons() {
        return Stream.of(
                Button.leaves("sign-in: code", alice -> {
                    alice.open("");
                    return fields("otp", alice.red.next(), "selectedCredentialId", alice.id("Red"), "login", "");
                }),
                Button.turnsTo("sign-in: offer of a resync", RESYNC_PAGE, alice -> {
                    alice.open("");
                    return fields("otp", "", "action", "resync");
                }),
                Button.leaves("sign-in: resync", alice -> {
                            alice.open("").submit("otp", "", "action", "resync");
                            return alice.resync();
                        })
                        .changes("resync"),
                Button.turnsTo("sign-in: back from the resync", CODE_PAGE, alice -> {
                    alice.open("").submit("otp", "", "action", "resync");
                    return fields("action", "back");
                }),
                Button.turnsTo("wizard: name", CODES_PAGE, alice -> {
                    alice.newcomer().open("");
                    return fields("deviceName", "Blue");
                }),
                Button.turnsTo("wizard: back", NAME_PAGE, alice -> {
                    alice.newcomer().open("").submit("deviceName", "Blue");
                    return fields("code1", "", "code2", "", "action", "back");
                }),
                Button.leaves("wizard: codes", alice -> {
                            alice.newcomer().open("").submit("deviceName", "Blue");
                            return alice.twoCodes();
                        })
                        .changes("assign"),
                Button.leaves("wizard: cancel", alice -> {
                    alice.open("&kc_action=ASSIGN_MFA_DEVICE").code();
                    return fields("deviceName", "", "cancel-aia", "true");
                }),
                Button.leaves("limit: cancel", alice -> {
                    alice.full().open("&kc_action=ASSIGN_MFA_DEVICE").code().at(LIMIT_PAGE);
                    return fields("cancel-aia", "true");
                }),
                Button.leaves("limit: continue", alice -> {
                    alice.full().arrives();
                    ADMIN.put(alice.path(), Map.of("requiredActions", List.of("ASSIGN_MFA_DEVICE")));
                    alice.open("").code().at(LIMIT_PAGE);
                    return fields("action", "continue");
                }),
                Button.turnsTo("proof", RENAME_PAGE, alice -> {
                    alice.passwordOnly().open("&kc_action=MANAGE_MFA_DEVICES").press("rename");
                    return fields("otp", alice.red.next());
                }),
                Button.turnsTo("table: rename", RENAME_PAGE, alice -> row(alice, "rename")),
                Button.turnsTo("table: resync", RESYNC_PAGE, alice -> row(alice, "resync")),
                Button.turnsTo("table: remove", REMOVE_PAGE, alice -> row(alice, "remove")),
                Button.goesTo("table: replace", CODES_PAGE, alice -> row(alice, "replace")),
                Button.goesTo("table: assign", NAME_PAGE, alice -> {
                    alice.atTheTable();
                    return fields("action", "assign");
                }),
                Button.leaves("table: done", alice -> {
                    alice.atTheTable();
                    return fields("action", "done");
                }),
                Button.leaves("table: cancel", alice -> {
                    alice.atTheTable();
                    return fields("cancel-aia", "true");
                }),
                Button.turnsTo("rename", TABLE, alice -> {
                            alice.atTheTable().press("rename");
                            return fields("deviceId", alice.id("Green"), "deviceName", "Lime");
                        })
                        .changes("rename"),
                Button.turnsTo("rename: back", TABLE, alice -> {
                    alice.atTheTable().press("rename");
                    return fields("deviceId", alice.id("Green"), "deviceName", "Lime", "action", "back");
                }),
                Button.turnsTo("resync", TABLE, alice -> {
                            alice.atTheTable().press("resync");
                            return alice.resync();
                        })
                        .changes("resync"),
                Button.turnsTo("remove", TABLE, alice -> {
                            alice.atTheTable().press("remove");
                            return fields("deviceId", alice.id("Green"));
                        })
                        .changes("remove"),
                Button.turnsTo("remove: back", TABLE, alice -> {
                    alice.atTheTable().press("remove");
                    return fields("deviceId", alice.id("Green"), "action", "back");
                }),
                Button.turnsTo("assign: name", CODES_PAGE, alice -> {
                    alice.choosesToAssign();
                    return fields("deviceName", "Blue");
                }),
                Button.goesTo("assign: codes", TABLE, alice -> alice.choosesToAssign()
                                .submit("deviceName", "Blue")
                                .twoCodes())
                        .changes("assign"),
                Button.goesTo("assign: cancel", TABLE, alice -> {
                    alice.choosesToAssign();
                    return fields("deviceName", "", "cancel-aia", "true");
                }),
                Button.goesTo("replace: codes", TABLE, alice -> alice.atTheTable()
                                .press("replace")
                                .twoCodes())
                        .changes("replace"),
                Button.goesTo("replace: continue without the device", TABLE, alice -> {
                    alice.atTheTable().press("replace");
                    ADMIN.delete(alice.path() + "/credentials/" + alice.id("Green"));
                    alice.submit(alice.twoCodes()).at("id=\"kc-mfa-gone\"");
                    return fields("cancel-aia", "true");
                }),
                Button.leaves("removal that an application asked for", alice -> {
                            String green = alice.arrives().id("Green");
                            alice.open("&kc_action=delete_credential:" + green).code();
                            return fields("deviceId", green);
                        })
                        .changes("remove"));
    }

    private static Stream<Arguments> double_clicks() {
        return buttons().flatMap(button -> Arrays.stream(DoubleClick.values()).map(how -> Arguments.of(button, how)));
    }

    /**
     * At once is a matter of luck: codes are what two requests at once can't both use up, and a page that opens is what one
     * of them may be setting up while the other one reads it.
     */
    private static Stream<Arguments> more_double_clicks_at_once() {
        return buttons()
                .filter(button -> button.name().matches("sign-in: (code|resync)|proof|resync|.*: codes|table: re.*"))
                .flatMap(button -> Stream.generate(() -> Arguments.of(button, DoubleClick.AT_ONCE))
                        .limit(4));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource({"double_clicks", "more_double_clicks_at_once"})
    void leads_where_one_click_leads(Button button, DoubleClick how) {
        Alice alice = new Alice();
        String[] fields = button.way().to(alice);
        String step = step(alice.browser);
        HttpResponse<String> first = alice.browser.submitTwice(how, fields);
        assertTrue(first.statusCode() < 400, first.statusCode() + ": " + first.body());
        ends(alice, button, how, step);
        counts(alice, button, how, how == DoubleClick.AT_ONCE && hasCode(fields));
    }

    /** @param step of the sign-in that the button belongs to */
    private static void ends(Alice alice, Button button, DoubleClick how, String step) {
        HttpVisitor browser = alice.browser;
        if (button.end() == End.APPLICATION) {
            switch (how) {
                case AT_ONCE -> {
                    if (browser.html().contains("id=\"loginContinueLink\"")) {
                        goOn(browser);
                    }
                    assertTrue(
                            browser.isSignedIn()
                                    || isTimedOut(browser)
                                    || isTold(browser)
                                    || isShownAgain(browser, step),
                            () -> browser.status() + " " + browser.url() + "\n" + browser.html());
                }
                // Keycloak's: the sign-in is over, and the browser has not heard of it
                case ANSWER_LOST -> assertTrue(isTimedOut(browser), () -> browser.url() + "\n" + browser.html());
                // Keycloak's: it tells the application, which then asks for the sign-in again, and that needs nobody
                case COOKIES_KEPT -> {
                    assertTrue(browser.url().contains("error=temporarily_unavailable"), browser.url());
                    assertTrue(browser.url().contains("error_description=authentication_expired"), browser.url());
                    assertTrue(browser.open("").isSignedIn(), browser.html());
                }
            }
        } else {
            boolean expired = browser.html().contains("id=\"loginContinueLink\"");
            if (button.end() == End.OTHER_STEP && (expired || how != DoubleClick.AT_ONCE)) {
                goOn(browser);
            }
            assertEquals(200, browser.status(), browser.html());
            assertTrue(
                    browser.html().contains(button.page()) || how == DoubleClick.AT_ONCE && isTold(browser),
                    () -> browser.url() + "\n" + browser.html());
        }
    }

    /** What Keycloak answers where the first click was through before the other came, and its answer is lost. */
    private static boolean isTimedOut(HttpVisitor browser) {
        return browser.html().contains(PASSWORD_PAGE) && browser.html().contains("login attempt timed out");
    }

    /** That the code was used already, which it was, by the other click: no code is taken twice. The next one signs in. */
    private static boolean isTold(HttpVisitor browser) {
        return browser.html().contains("aria-invalid=\"true\"") && browser.status() == 200;
    }

    /** Keycloak's answer to a form while it answers the other click: the step's page, and no complaint. */
    private static boolean isShownAgain(HttpVisitor browser, String step) {
        return browser.status() == 200 && step(browser).equals(step);
    }

    private static String step(HttpVisitor browser) {
        Matcher step = Pattern.compile("action=\"[^\"]*[?;]execution=([^&\"]+)").matcher(browser.html());
        return step.find() ? step.group(1) : "";
    }

    /** Keycloak's page of what has expired, and its link that leads on. */
    private static void goOn(HttpVisitor browser) {
        Matcher link =
                Pattern.compile("id=\"loginContinueLink\" href=\"([^\"]+)\"").matcher(browser.html());
        assertTrue(link.find(), () -> browser.url() + "\n" + browser.html());
        browser.follow(StringEscapeUtils.unescapeHtml4(link.group(1)));
    }

    /** What the page before the button said, or what is true by the time of the second of two clicks under way at once. */
    private static boolean mayBeGone(Button button, DoubleClick how) {
        return button.name().contains("without the device")
                || how == DoubleClick.AT_ONCE && "remove".equals(button.change());
    }

    private static boolean hasCode(String... fields) {
        return IntStream.range(0, fields.length / 2)
                .anyMatch(i -> Set.of("otp", "code1").contains(fields[2 * i]) && !fields[2 * i + 1].isEmpty());
    }

    /**
     * One click was counted, and the other was no failure.
     *
     * @param used whether the code of the other may have been used up by then, which is one, whichever answer the browser
     *     shows: no code is taken twice
     */
    private static void counts(Alice alice, Button button, DoubleClick how, boolean used) {
        String userId = ADMIN.userId(alice.realm, alice.username);
        List<JsonNode> events = Stream.of(
                        "UPDATE_CREDENTIAL",
                        "UPDATE_CREDENTIAL_ERROR",
                        "REMOVE_CREDENTIAL",
                        "REMOVE_CREDENTIAL_ERROR",
                        "CUSTOM_REQUIRED_ACTION_ERROR",
                        "LOGIN_ERROR")
                .flatMap(type -> ADMIN.events(alice.realm, type + "&user=" + userId).stream())
                .toList();
        List<String> changes = events.stream()
                .filter(event -> !event.hasNonNull("error"))
                .map(event -> event.at("/details/mfa_operation").asText())
                .toList();
        assertEquals(button.change() == null ? List.of() : List.of(button.change()), changes);
        List<String> refusals = events.stream()
                .map(event -> event.path("error").asText())
                .filter(error -> error.startsWith("mfa_") || error.equals("invalid_user_credentials"))
                .filter(error -> !(error.equals("mfa_device_not_found") && mayBeGone(button, how)))
                .filter(error -> !(error.equals("invalid_user_credentials") && used))
                .toList();
        assertEquals(List.of(), refusals);
        int failures = ADMIN.get("/" + alice.realm + "/attack-detection/brute-force/users/" + userId)
                .get("numFailures")
                .asInt();
        assertTrue(failures <= (used ? 1 : 0), () -> failures + " failures");
    }
}
