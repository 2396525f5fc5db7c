package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.admin.DeviceApi.Answer;
import io.iammfa.keycloak.admin.DeviceApi.Enabled;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin REST API over HTTP. */
class AdminApiIT {

    private static final AdminApi ADMIN = TestServer.admin();

    private static RealmBuilder builder() {
        return new RealmBuilder()
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .user("alice")
                .user("bob");
    }

    private static String id(JsonNode device) {
        return device.get("id").asText();
    }

    private static List<JsonNode> adminEvents(String realm) {
        List<JsonNode> events = new ArrayList<>();
        ADMIN.get("/" + realm + "/admin-events?max=1000").forEach(event -> {
            if (event.path("resourcePath").asText().startsWith("mfa-devices")) {
                events.add(0, event);
            }
        });
        return events;
    }

    @Nested
    class Create_and_enable {

        private final String realm = TestServer.create(builder());
        private final DeviceApi api = DeviceApi.asAdmin(realm);

        @Test
        void a_pending_device_is_shown_once_and_nowhere_on_the_user_until_it_is_enabled() {
            Answer created = api.post(
                            "",
                            Map.of(
                                    "userId",
                                    ADMIN.userId(realm, "alice"),
                                    "name",
                                    "  Alice’s phone ",
                                    "tags",
                                    Map.of("Department", "Sales")))
                    .expect(201);
            JsonNode pending = created.json();
            assertEquals("Alice’s phone", pending.get("name").asText());
            assertEquals("alice", pending.get("username").asText());
            assertTrue(created.header("Location").endsWith("/mfa-devices/" + id(pending)));
            assertTrue(created.header("Cache-Control").contains("no-store"));
            Duration left = Duration.between(
                    Instant.now(), Instant.parse(pending.get("expiresAt").asText()));
            assertTrue(left.toMinutes() >= 14 && left.toMinutes() <= 15, left.toString());
            byte[] png =
                    Base64.getDecoder().decode(pending.get("qrCode").asText().split(",")[1]);
            Phone phone = Phone.scan(png);
            assertEquals(pending.get("secret").asText(), phone.parameter("secret"));
            assertEquals(pending.get("otpauthUri").asText(), phone.uri().toString());

            assertEquals(List.of(), ADMIN.devices(realm, "alice"));
            assertEquals(List.of(), api.names(""));
            assertEquals(List.of(), TestServer.rows(realm));
            Answer shown = api.get("/" + id(pending)).expect(200);
            assertFalse(shown.text().contains(pending.get("secret").asText()));
            assertFalse(shown.text().contains("otpauth"));

            JsonNode device =
                    api.enable(pending, phone.next(), phone.next()).expect(200).json();
            assertEquals(id(pending), id(device));
            assertEquals("Sales", device.get("tags").get("Department").asText());
            assertTrue(device.get("lastUsedAt").isNull());
            assertEquals(device, api.get("/" + id(device)).expect(200).json());
            assertEquals(
                    id(device), ADMIN.devices(realm, "alice").get(0).get("id").asText());
            HttpVisitor alice =
                    new HttpVisitor(realm).open("").password("alice").submit("otp", phone.next());
            assertTrue(alice.isSignedIn());
            assertFalse(api.get("/" + id(device)).json().get("lastUsedAt").isNull());
        }

        @Test
        void a_device_whose_clock_is_off_is_enabled_with_its_drift() {
            JsonNode pending = api.create("bob", "Slow", Map.of());
            Phone slow = Phone.ofUri(pending.get("otpauthUri").asText()).clockOffBySteps(-40);
            JsonNode device = api.enable(pending, slow.code(slow.now() - 1), slow.code(slow.now()))
                    .expect(200)
                    .json();
            int drift = device.get("clockDriftSeconds").asInt();
            // the server's step may be the next one by then
            assertTrue(drift == -1200 || drift == -1230, device.toString());
            assertEquals(
                    drift,
                    api.get("?search=slow")
                            .json()
                            .get(0)
                            .get("clockDriftSeconds")
                            .asInt());
        }

        @Test
        void wrong_codes_are_refused_with_the_reason_and_may_be_followed_by_right_ones() {
            JsonNode pending = api.create("bob", "Second try", Map.of());
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            String one = phone.next();
            String two = phone.next();
            api.enable(pending, one, one)
                    .expect(400, "InvalidAuthenticationCode")
                    .saying("same");
            api.enable(pending, two, one)
                    .expect(400, "InvalidAuthenticationCode")
                    .saying("older");
            api.enable(pending, one, phone.next())
                    .expect(400, "InvalidAuthenticationCode")
                    .saying("consecutive");
            Phone stranger = Phone.ofKey("stranger-danger");
            api.enable(pending, stranger.next(), stranger.next()).expect(400, "InvalidAuthenticationCode");
            Phone other = Phone.ofUri(pending.get("otpauthUri").asText()).clockOffBySteps(500);
            api.enable(pending, other.next(), other.next())
                    .expect(400, "InvalidAuthenticationCode")
                    .saying("too far off");
            api.enable(pending, "12345", two).expect(400, "ValidationError").saying("code1: 6 digits");
            api.enable(pending, one, "12345x").expect(400, "ValidationError").saying("code2: digits only");
            api.enable(pending, one, two).expect(200);
            api.enable(pending, one, two).expect(409, "EntityAlreadyExists").saying("enabled already");
            assertEquals(
                    0,
                    ADMIN.get("/" + realm + "/attack-detection/brute-force/users/" + ADMIN.userId(realm, "bob"))
                            .get("numFailures")
                            .asInt());
        }

        @Test
        void codes_may_be_numbers_that_lost_their_leading_zeros() {
            JsonNode pending = api.create("bob", "Numbers", Map.of());
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            api.post(
                            "/" + id(pending) + "/enable",
                            Map.of("code1", Integer.parseInt(phone.next()), "code2", Integer.parseInt(phone.next())))
                    .expect(200);
        }

        @Test
        void a_pending_device_blocks_no_name_and_can_be_deleted() {
            JsonNode one = api.create("alice", "Twice", Map.of());
            JsonNode two = api.create("alice", "twice", Map.of());
            assertNotEquals(id(one), id(two));
            api.delete("/" + id(one)).expect(204);
            api.get("/" + id(one)).expect(404, "NoSuchEntity");
            Phone phone = Phone.ofUri(one.get("otpauthUri").asText());
            api.enable(one, phone.next(), phone.next()).expect(404, "NoSuchEntity");
            Phone other = Phone.ofUri(two.get("otpauthUri").asText());
            JsonNode three = api.create("alice", "TWICE", Map.of());
            api.enable(two, other.next(), other.next()).expect(200);
            Phone late = Phone.ofUri(three.get("otpauthUri").asText());
            api.enable(three, late.next(), late.next())
                    .expect(409, "EntityAlreadyExists")
                    .saying("this name");
            api.post("", Map.of("userId", ADMIN.userId(realm, "alice"), "name", "tWICE"))
                    .expect(409, "EntityAlreadyExists");
        }

        @Test
        void the_limit_holds_at_create_and_at_enable() {
            String full = TestServer.create(builder().policy("max-devices", "1"));
            DeviceApi there = DeviceApi.asAdmin(full);
            JsonNode one = there.create("alice", "One", Map.of());
            JsonNode two = there.create("alice", "Two", Map.of());
            Phone phone = Phone.ofUri(one.get("otpauthUri").asText());
            Phone other = Phone.ofUri(two.get("otpauthUri").asText());
            there.enable(one, phone.next(), phone.next()).expect(200);
            String code1 = other.next();
            String code2 = other.next();
            there.enable(two, code1, code2).expect(409, "LimitExceeded").saying("1");
            there.post("", Map.of("userId", ADMIN.userId(full, "alice"), "name", "Three"))
                    .expect(409, "LimitExceeded");
            there.delete("/" + id(one)).expect(204);
            there.enable(two, code1, code2).expect(200);
        }

        @Test
        void the_realm_s_policy_shapes_the_device() {
            String counters = TestServer.create(builder()
                    .set("otpPolicyType", "hotp")
                    .set("otpPolicyDigits", 8)
                    .set("otpPolicyAlgorithm", "HmacSHA256"));
            DeviceApi there = DeviceApi.asAdmin(counters);
            Enabled device = there.enabled("alice", "Key ring", Map.of());
            assertEquals("hotp", device.device().get("kind").asText());
            device.phone().skip(30);
            there.post(
                            "/" + device.id() + "/resync",
                            DeviceApi.codes(
                                    device.phone().next(), device.phone().next()))
                    .expect(200);
            assertEquals(List.of("Key ring"), there.names("?kind=hotp"));
            assertEquals(List.of(), there.names("?kind=totp"));
        }

        @Test
        void a_realm_that_did_not_opt_in_has_none_of_this() {
            String stock = TestServer.create(builder().notOptedIn());
            DeviceApi there = DeviceApi.asAdmin(stock);
            there.get("").expect(404, "NoSuchEntity").saying("ASSIGN_MFA_DEVICE");
            there.post("", Map.of("userId", ADMIN.userId(stock, "alice"), "name", "x"))
                    .expect(404, "NoSuchEntity");
            there.get("/report").expect(404, "NoSuchEntity");
        }
    }

    @Nested
    class One_device {

        private final String realm = TestServer.create(builder());
        private final DeviceApi api = DeviceApi.asAdmin(realm);

        @Test
        void is_renamed_under_the_rules_for_names() {
            Enabled red = api.enabled("alice", "Red", Map.of("a", "1"));
            api.enabled("alice", "Green", Map.of());
            JsonNode renamed =
                    api.put("/" + red.id(), Map.of("name", " Rød ")).expect(200).json();
            assertEquals("Rød", renamed.get("name").asText());
            assertEquals("1", renamed.get("tags").get("a").asText());
            api.put("/" + red.id(), Map.of("name", "GREEN")).expect(409, "EntityAlreadyExists");
            api.put("/" + red.id(), Map.of("name", "x".repeat(65)))
                    .expect(400, "ValidationError")
                    .saying("name: 1 to 64 characters");
            api.put("/" + red.id(), Map.of()).expect(400, "ValidationError");
            api.put("/" + red.id(), Map.of("name", "X", "nickname", "Y"))
                    .expect(400, "ValidationError")
                    .saying("nickname: unknown field");
            // what kcadm.sh sends: the device as it was read, with another name
            Map<String, Object> read = new HashMap<>(
                    AdminApi.JSON.convertValue(api.get("/" + red.id()).json(), Map.class));
            read.put("name", "Blue");
            assertEquals(
                    "Blue",
                    api.put("/" + red.id(), read).expect(200).json().get("name").asText());
        }

        @Test
        void is_resynced_with_two_codes() {
            Enabled device = api.enabled("bob", "Watch", Map.of());
            Phone fast = device.phone().clockOffBySteps(60);
            String one = fast.code(fast.now());
            String two = fast.code(fast.now() + 1);
            String path = "/" + device.id() + "/resync";
            api.post(path, DeviceApi.codes(one, one)).expect(400, "InvalidAuthenticationCode");
            JsonNode resynced =
                    api.post(path, DeviceApi.codes(one, two)).expect(200).json();
            assertTrue(resynced.get("clockDriftSeconds").asInt() >= 1770, resynced.toString());
            api.post(path, DeviceApi.codes(one, two))
                    .expect(400, "InvalidAuthenticationCode")
                    .saying("used before");
            api.post(path, Map.of("code1", one)).expect(400, "ValidationError").saying("code2");
        }

        @Test
        void makes_way_for_another_at_the_limit_too_once_that_is_enabled() {
            String full = TestServer.create(builder().policy("max-devices", "1"));
            DeviceApi there = DeviceApi.asAdmin(full);
            Enabled old = there.enabled("alice", "Phone", Map.of("k", "v"));
            JsonNode pending = there.post(
                            "",
                            Map.of(
                                    "userId", ADMIN.userId(full, "alice"),
                                    "name", "Phone",
                                    "replaces", old.id()))
                    .expect(201)
                    .json();
            there.get("/" + old.id()).expect(200);
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            JsonNode device = there.enable(pending, phone.next(), phone.next())
                    .expect(200)
                    .json();
            assertEquals("v", device.at("/tags/k").asText());
            there.get("/" + old.id()).expect(404, "NoSuchEntity");
            assertEquals(List.of("Phone"), there.names(""));
            JsonNode told = ADMIN.events(full, "UPDATE_CREDENTIAL").get(0).get("details");
            assertEquals("replace", told.get("mfa_operation").asText());
            assertEquals(old.id(), told.get("mfa_replaced_credential_id").asText());
            there.post("", Map.of("userId", ADMIN.userId(full, "alice"), "name", "X", "replaces", old.id()))
                    .expect(404, "NoSuchEntity")
                    .saying("replaced");
            there.post("", Map.of("userId", ADMIN.userId(full, "alice"), "name", "X", "replaces", ""))
                    .expect(400, "ValidationError")
                    .saying("replaces");
        }

        @Test
        void is_deleted_once() {
            Enabled device = api.enabled("alice", "Old", Map.of("k", "v"));
            api.delete("/" + device.id()).expect(204);
            api.delete("/" + device.id()).expect(404, "NoSuchEntity");
            assertTrue(ADMIN.devices(realm, "alice").stream()
                    .noneMatch(credential -> credential.get("id").asText().equals(device.id())));
        }

        @ParameterizedTest
        @CsvSource({
            "GET,''",
            "PUT,''",
            "DELETE,''",
            "GET,/tags",
            "PUT,/tags",
            "DELETE,/tags?key=a",
            "POST,/enable",
            "POST,/resync"
        })
        void that_nobody_has_is_not_found(String method, String call) {
            for (String unknown : List.of("nope", "%00", "%F0%9F%98%80", "x".repeat(2000), "..%2F..", "%20")) {
                api.send(method, "/" + unknown + call, method.startsWith("P") ? "{\"name\":\"n\"}" : null)
                        .expect(404, "NoSuchEntity");
            }
        }
    }

    @Nested
    class Tags {

        private final String realm = TestServer.create(builder());
        private final DeviceApi api = DeviceApi.asAdmin(realm);
        private final Enabled device = api.enabled("alice", "Tagged", Map.of());
        private final String path = "/" + device.id() + "/tags";

        @Test
        void are_added_overwritten_without_regard_to_case_and_taken_away() {
            assertEquals("{}", api.get(path).expect(200).text());
            api.put(path, Map.of("Owner", "it", "Rack:no", "a/b=c+d-e@f_g.h i")).expect(200);
            JsonNode tags = api.put(path, Map.of("OWNER", "Ärzte", "empty", ""))
                    .expect(200)
                    .json();
            assertEquals(3, tags.size());
            assertEquals("Ärzte", tags.get("OWNER").asText());
            assertEquals(tags, api.get(path).json());
            assertEquals(1, api.names("?tag=owner:%C3%84rzte").size());
            assertEquals(1, api.names("?tag=Rack:no:a/b%3Dc%2Bd-e@f_g.h%20i").size());
            assertEquals(0, api.names("?tag=owner:it").size());
            tags = api.delete(path + "?key=owner&key=EMPTY&key=unknown")
                    .expect(200)
                    .json();
            assertEquals(Set.of("Rack:no"), names(tags));
            api.delete(path).expect(400, "ValidationError");
        }

        @Test
        void keep_iam_s_limits() {
            api.put(path, Map.of("k".repeat(128), "v".repeat(256))).expect(200);
            api.put(path, Map.of("k".repeat(129), "v"))
                    .expect(400, "ValidationError")
                    .saying("1 to 128");
            api.put(path, Map.of("k", "v".repeat(257)))
                    .expect(400, "ValidationError")
                    .saying("256");
            api.put(path, Map.of("", "v")).expect(400, "ValidationError");
            api.put(path, Map.of("a*b", "v")).expect(400, "ValidationError").saying("letters");
            api.put(path, Map.of("k", "<b>")).expect(400, "ValidationError");
            api.put(path, "{\"k\":5}").expect(400, "ValidationError").saying("tags.k");
            api.put(path, "{\"k\":\"a\",\"K\":\"b\"}")
                    .expect(400, "ValidationError")
                    .saying("upper and lower case");
            api.put(path, "[]").expect(400, "ValidationError");
            Map<String, String> many = new HashMap<>();
            for (int i = 1; i < 50; i++) {
                many.put("t" + i, "");
            }
            api.put(path, many).expect(200);
            api.put(path, Map.of("one more", "")).expect(409, "LimitExceeded").saying("50");
            api.put(path, Map.of("T1", "again")).expect(200);
            assertEquals(50, api.get(path).json().size());
        }

        @RepeatedTest(2)
        void of_concurrent_calls_never_exceed_the_limit() throws Exception {
            List<Integer> statuses = AtOnce.call(IntStream.range(0, 4)
                    .<Callable<Integer>>mapToObj(call -> () -> {
                        Map<String, String> tags = new HashMap<>();
                        IntStream.range(0, 20).forEach(i -> tags.put(call + "-" + i, ""));
                        return api.put(path, tags).status();
                    })
                    .toList());
            assertEquals(40, api.get(path).json().size(), statuses.toString());
            assertEquals(2, statuses.stream().filter(status -> status == 409).count());
        }

        @Test
        void survive_rename_and_resync() {
            api.put(path, Map.of("stay", "here")).expect(200);
            api.put("/" + device.id(), Map.of("name", "Renamed")).expect(200);
            api.post(
                            "/" + device.id() + "/resync",
                            DeviceApi.codes(
                                    device.phone().next(), device.phone().next()))
                    .expect(200);
            assertEquals("here", api.get(path).json().get("stay").asText());
        }

        private static Set<String> names(JsonNode object) {
            Set<String> names = new TreeSet<>();
            object.fieldNames().forEachRemaining(names::add);
            return names;
        }
    }

    @Nested
    class Lists {

        private static final String REALM = realm();
        private final DeviceApi api = DeviceApi.asAdmin(REALM);

        /** Twenty-three users with three devices each, from before. */
        private static String realm() {
            RealmBuilder builder = builder();
            for (int i = 0; i < 23; i++) {
                builder.user(
                        "user" + i,
                        RealmBuilder.stockDevice("Phone " + i, "a" + i),
                        RealmBuilder.stockDevice("100%_" + i, "b" + i),
                        RealmBuilder.stockDevice("Tablet ÄÖ " + i, "c" + i));
            }
            return TestServer.create(builder);
        }

        @Test
        void have_devices_from_before_and_page_in_a_stable_order_either_way() {
            List<String> all = ids(api.get("?max=500"));
            assertEquals(69, all.size());
            assertEquals(69, new HashSet<>(all).size());
            List<String> paged = new ArrayList<>();
            for (int first = 0; first < 80; first += 10) {
                paged.addAll(ids(api.get("?max=10&first=" + first)));
            }
            assertEquals(all, paged);
            List<String> linked = new ArrayList<>();
            String query = "?max=10";
            while (query != null) {
                Answer page = api.get(query).expect(200);
                linked.addAll(ids(page));
                query = next(page);
            }
            assertEquals(all, linked);
        }

        @ParameterizedTest
        @CsvSource({
            "search=phone, 23",
            "search=PHONE%201, 11",
            "search=phone*, 23",
            "search=hone, 0",
            "search=*hone*, 23",
            "search=100%25_, 23",
            "search=100%25%25, 0",
            "search=100_, 0",
            "search=tablet%20%C3%A4, 23",
            "search=user7, 3",
            "user=user7, 3",
            "user=USER7, 3",
            "user=user7&search=phone, 1",
            "user=nobody, 0",
            "user=alice, 0",
            "kind=totp, 69",
            "kind=hotp, 0",
            "lastUsedBefore=2026-01-01, 69",
            "lastUsedBefore=2026-01-01T00:00:00%2B01:00, 69",
            "tag=a:b, 0",
            "tag=a:b:c&tag=d:e, 0",
            "max=5, 5",
            "first=68, 1",
            "first=100000, 0"
        })
        void are_filtered(String query, int expected) {
            assertEquals(expected, api.get("?" + query).expect(200).json().size());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "max=0",
                    "max=501",
                    "max=x",
                    "first=-1",
                    "first=99999999999",
                    "kind=toaster",
                    "tag=nocolon",
                    "tag=:v",
                    "lastUsedBefore=yesterday",
                    "lastUsedBefore=2026-13-01",
                    "marker=x",
                    "usr=alice",
                    "user=a&user=b",
                })
        void refuse_parameters_that_cant_be_used(String query) {
            api.get("?" + query).expect(400, "ValidationError");
        }

        @Test
        void show_devices_that_arrive_by_an_import_at_once() {
            api.get("").expect(200);
            ADMIN.post(
                    "/" + REALM + "/users",
                    Map.of(
                            "username",
                            "newcomer",
                            "enabled",
                            true,
                            "credentials",
                            List.of(RealmBuilder.stockDevice("Brought along", "n"))));
            assertEquals(List.of("Brought along"), api.names("?search=brought"));
            String newcomer = ADMIN.userId(REALM, "newcomer");
            ADMIN.delete("/" + REALM + "/users/" + newcomer);
            assertEquals(List.of(), api.names("?search=brought"));
        }

        @Test
        void show_devices_from_before_the_realm_opted_in() {
            String late = TestServer.create(builder()
                    .notOptedIn()
                    .user("carol", RealmBuilder.stockDevice("Same", "a"), RealmBuilder.stockDevice("Second", "b")));
            ADMIN.post(
                    "/" + late + "/authentication/register-required-action",
                    Map.of("providerId", "ASSIGN_MFA_DEVICE", "name", "Assign MFA device"));
            DeviceApi there = DeviceApi.asAdmin(late);
            assertEquals(2, there.names("").size());
            assertEquals(List.of("Same"), there.names("?search=same&kind=totp"));
            assertEquals(1, there.get("/report").json().get("users").get("more").asInt());
            // the rows that were filled in take part in the rules
            there.post("", Map.of("userId", ADMIN.userId(late, "carol"), "name", "same"))
                    .expect(409, "EntityAlreadyExists");
            there.enabled("carol", "Third", Map.of());
            assertEquals(3, there.names("?user=carol").size());
        }

        private static List<String> ids(Answer page) {
            List<String> ids = new ArrayList<>();
            page.expect(200).json().forEach(device -> ids.add(id(device)));
            return ids;
        }

        private static String next(Answer page) {
            String link = page.header("Link");
            return link.isEmpty() ? null : link.substring(link.indexOf('?'), link.indexOf('>'));
        }
    }

    @Nested
    class Reports {

        private final String realm = TestServer.create(
                builder().user("=cmd|' /C calc'!A0").user("carol", RealmBuilder.stockDevice("+Plus, \"quoted\"", "x")));
        private final DeviceApi api = DeviceApi.asAdmin(realm);

        @Test
        void count_users_and_devices_and_name_those_without() {
            api.enabled("alice", "One", Map.of());
            api.enabled("alice", "Two", Map.of());
            JsonNode report =
                    api.get("/report?unusedSince=2026-01-01").expect(200).json();
            assertEquals(
                    "{\"none\":2,\"one\":1,\"more\":1,\"total\":4}",
                    report.get("users").toString());
            assertEquals("{\"totp\":3}", report.get("kinds").toString());
            assertEquals(3, report.get("devices").asInt());
            assertEquals(3, report.get("unused").get("devices").asInt());
            List<String> without = new ArrayList<>();
            api.get("/users-without")
                    .expect(200)
                    .json()
                    .forEach(user -> without.add(user.get("username").asText()));
            assertEquals(List.of("=cmd|' /c calc'!a0", "bob"), without);
            Answer first = api.get("/users-without?max=1").expect(200);
            String link = first.header("Link");
            Answer second = api.get("/users-without" + link.substring(link.indexOf('?'), link.indexOf('>')));
            assertEquals("bob", second.expect(200).json().get(0).get("username").asText());
            assertEquals("", second.header("Link"));
            api.get("/users-without?first=1").expect(200);
            api.get("/users-without?user=x").expect(400, "ValidationError");
            api.get("/report?unusedSince=x").expect(400, "ValidationError");
        }

        @Test
        void come_as_csv_that_no_spreadsheet_takes_for_formulas() {
            Answer csv = api.get("/report", "Accept", "text/csv").expect(200);
            assertEquals("text/csv;charset=UTF-8", csv.header("Content-Type"));
            List<String> lines = csv.text().lines().toList();
            assertEquals(
                    "user,user_id,enabled,mfa_active,mfa_devices,mfa_1_name,mfa_1_kind,mfa_1_created,mfa_1_last_used,mfa_1_serial",
                    lines.get(0));
            assertTrue(lines.get(1).startsWith("'=cmd|' /c calc'!a0,"), lines.get(1));
            assertTrue(lines.get(1).endsWith(",true,false,0,,,,,"), lines.get(1));
            String carol = lines.get(4);
            assertTrue(carol.contains(",true,true,1,\"'+Plus, \"\"quoted\"\"\",totp,"), carol);
            assertEquals(5, lines.size());
        }
    }

    @Nested
    class Events {

        @Test
        void tell_admins_and_users_of_every_change_and_never_the_secret() {
            String realm = TestServer.create(builder());
            DeviceApi api = DeviceApi.asAdmin(realm);
            JsonNode pending = api.create("alice", "Phone", Map.of());
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            String id = id(pending);
            api.enable(pending, phone.next(), phone.next()).expect(200);
            api.put("/" + id, Map.of("name", "Mobile")).expect(200);
            // as it is called already, which admins did and users need not be told
            api.put("/" + id, Map.of("name", "Mobile")).expect(200);
            api.put("/" + id + "/tags", Map.of("k", "v")).expect(200);
            api.delete("/" + id + "/tags?key=k").expect(200);
            api.post("/" + id + "/resync", DeviceApi.codes(phone.next(), phone.next()))
                    .expect(200);
            api.put("/" + id, Map.of("name", "")).expect(400);
            api.delete("/" + id).expect(204);

            List<JsonNode> events = adminEvents(realm);
            assertEquals(
                    List.of(
                            "CREATE mfa-devices/" + id,
                            "ACTION mfa-devices/" + id + "/enable",
                            "UPDATE mfa-devices/" + id,
                            "UPDATE mfa-devices/" + id,
                            "UPDATE mfa-devices/" + id + "/tags",
                            "DELETE mfa-devices/" + id + "/tags",
                            "ACTION mfa-devices/" + id + "/resync",
                            "DELETE mfa-devices/" + id),
                    events.stream()
                            .map(event -> event.get("operationType").asText() + " "
                                    + event.get("resourcePath").asText())
                            .toList());
            for (JsonNode event : events) {
                assertEquals("MFA_DEVICE", event.get("resourceType").asText());
                assertTrue(event.get("representation").asText().contains("\"userId\""));
                assertFalse(event.toString().contains(pending.get("secret").asText()));
                assertFalse(event.toString().contains("otpauth"));
            }
            String log = TestServer.get().logText();
            assertFalse(log.contains(pending.get("secret").asText()));

            String alice = ADMIN.userId(realm, "alice");
            List<String> told = new ArrayList<>();
            for (String type : List.of("UPDATE_CREDENTIAL", "REMOVE_CREDENTIAL")) {
                ADMIN.events(realm, type).forEach(event -> {
                    assertEquals(alice, event.get("userId").asText());
                    assertEquals(id, event.get("details").get("credential_id").asText());
                    told.add(event.get("details").get("mfa_operation").asText());
                });
            }
            assertEquals(Set.of("assign", "rename", "resync", "remove"), new HashSet<>(told));
            assertEquals(4, told.size());
        }
    }

    @Nested
    class Concurrent_calls {

        private final String realm = TestServer.create(builder().policy("max-devices", "3"));
        private final DeviceApi api = DeviceApi.asAdmin(realm);

        @RepeatedTest(10)
        void to_enable_one_pending_device_have_one_winner() throws Exception {
            JsonNode pending = api.create("alice", "One", Map.of());
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            String one = phone.next();
            String two = phone.next();
            List<Answer> answers = AtOnce.call(IntStream.range(0, 4)
                    .<Callable<Answer>>mapToObj(i -> () -> api.enable(pending, one, two))
                    .toList());
            assertEquals(
                    1, answers.stream().filter(answer -> answer.status() == 200).count());
            answers.stream()
                    .filter(answer -> answer.status() != 200)
                    .forEach(answer -> answer.expect(409, "EntityAlreadyExists").saying("enabled already"));
            assertEquals(1, ADMIN.devices(realm, "alice").size());
            assertEquals(1, TestServer.rows(realm).size());
        }

        @RepeatedTest(2)
        void at_the_limit_let_as_many_through_as_there_is_room() throws Exception {
            List<Callable<Answer>> calls = IntStream.range(0, 5)
                    .mapToObj(i -> api.create("alice", "Device " + i, Map.of()))
                    .<Callable<Answer>>map(pending -> {
                        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
                        return () -> api.enable(pending, phone.next(), phone.next());
                    })
                    .toList();
            List<Answer> answers = AtOnce.call(calls);
            assertEquals(
                    3, answers.stream().filter(answer -> answer.status() == 200).count());
            answers.stream()
                    .filter(answer -> answer.status() != 200)
                    .forEach(answer -> answer.expect(409, "LimitExceeded"));
            assertEquals(3, ADMIN.devices(realm, "alice").size());
            assertEquals(3, TestServer.rows(realm).size());
        }

        @RepeatedTest(3)
        void to_delete_and_to_resync_leave_all_or_nothing() throws Exception {
            Enabled device = api.enabled("alice", "Gone", Map.of("k", "v"));
            String one = device.phone().next();
            String two = device.phone().next();
            List<Answer> answers = AtOnce.call(List.of(
                    () -> api.delete("/" + device.id()),
                    () -> api.delete("/" + device.id()),
                    () -> api.post("/" + device.id() + "/resync", DeviceApi.codes(one, two)),
                    () -> api.put("/" + device.id(), Map.of("name", "Renamed")),
                    () -> api.put("/" + device.id() + "/tags", Map.of("a", "b"))));
            List<Integer> deletes =
                    answers.subList(0, 2).stream().map(Answer::status).sorted().toList();
            assertEquals(List.of(204, 404), deletes);
            for (Answer answer : answers.subList(2, 5)) {
                assertTrue(answer.status() == 200 || answer.status() == 404, answer.text());
            }
            assertEquals(List.of(), ADMIN.devices(realm, "alice"));
            assertEquals(List.of(), TestServer.rows(realm));
        }

        @RepeatedTest(3)
        void to_enable_and_to_delete_a_pending_device_agree() throws Exception {
            JsonNode pending = api.create("alice", "Either", Map.of());
            Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
            String one = phone.next();
            String two = phone.next();
            List<Answer> answers =
                    AtOnce.call(List.of(() -> api.enable(pending, one, two), () -> api.delete("/" + id(pending))));
            answers.get(1).expect(204);
            assertTrue(
                    Set.of(200, 404).contains(answers.get(0).status()),
                    answers.get(0).text());
            assertEquals(List.of(), ADMIN.devices(realm, "alice"));
            assertEquals(List.of(), TestServer.rows(realm));
        }
    }
}
