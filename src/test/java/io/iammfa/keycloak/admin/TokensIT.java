package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.AtOnce;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The inventory of hardware tokens, over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokensIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final OpenApi DESCRIPTION = OpenApi.read("docs/openapi-tokens.yaml");

    private String realm;
    private TokenApi api;

    @BeforeAll
    void createRealm() {
        realm = TestServer.create(new RealmBuilder()
                .set("adminEventsEnabled", true)
                .set("adminEventsDetailsEnabled", true)
                .passwordOnly()
                .user("alice")
                .user("bob")
                .user("tom")
                .user("boss")
                .user("keeper")
                .user("viewer"));
        ADMIN.allow(realm, "boss", "manage-users");
        ADMIN.allow(realm, "keeper", "manage-realm");
        ADMIN.allow(realm, "viewer", "view-users");
        api = new TokenApi(TestServer.get().url(), realm, ADMIN::accessToken, TokensIT::compare);
    }

    /** Compares an answer with {@code docs/openapi-tokens.yaml}. */
    private static void compare(HttpResponse<String> answer) {
        String uri = answer.request().uri().toString();
        DESCRIPTION.check(
                answer.request().method(),
                uri.substring(uri.indexOf("/mfa-tokens") + "/mfa-tokens".length()),
                new DeviceApi.Answer(answer));
    }

    @AfterAll
    void every_call_was_seen() {
        assertEquals(
                List.of(),
                DESCRIPTION.unseen().stream()
                        .filter(call -> call.matches(".* 2\\d\\d"))
                        .toList());
    }

    private static void assertAnswer(int status, String error, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"" + error + "\""), answer.body());
    }

    private static String file(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    @Test
    void a_file_is_looked_at_first_then_imported_and_then_known() {
        String file = file(
                HardwareToken.ENTRA,
                HardwareToken.of("A-1").entra(""),
                HardwareToken.of("A-2").entra("alice"),
                "nobody@example.com,A-3," + HardwareToken.of("A-3").base32() + ",30,Maker,Model",
                ",A-4,not-base32!,30,Maker,Model",
                HardwareToken.of("A-1").entra(""));
        for (boolean dry : new boolean[] {true, false}) {
            JsonNode result = TokenApi.json(api.csv(dry ? "?dryRun=true" : "?batch=first", file));
            assertEquals(5, result.get("total").asInt(), result.toString());
            assertEquals(2, result.get("imported").asInt(), result.toString());
            assertEquals(0, result.get("unchanged").asInt());
            JsonNode rejected = result.get("rejected");
            assertEquals(
                    List.of("4", "5", "6"),
                    rejected.findValues("line").stream()
                            .map(JsonNode::asText)
                            .sorted()
                            .toList(),
                    rejected.toString());
            assertEquals(
                    List.of("duplicate", "seed", "user"),
                    rejected.findValuesAsText("reason").stream().sorted().toList());
            assertEquals(404, api.send("GET", "/A-3", null).statusCode());
            if (dry) {
                assertEquals(404, api.send("GET", "/A-1", null).statusCode());
            }
        }
        JsonNode reserved = api.get("a-2");
        assertEquals("A-2", reserved.get("serialNumber").asText());
        assertEquals("reserved", reserved.get("state").asText());
        assertEquals("alice", reserved.get("username").asText());
        assertEquals("first", reserved.get("batch").asText());
        assertEquals("admin", reserved.get("importedBy").asText());
        assertFalse(reserved.toString().contains(HardwareToken.of("A-2").base32()));
        JsonNode again = TokenApi.json(api.csv("", file));
        assertEquals(2, again.get("unchanged").asInt(), again.toString());
        assertEquals(0, again.get("imported").asInt());
        String events = ADMIN.get("/" + realm + "/admin-events?resourcePath=mfa-tokens*")
                .toString();
        assertTrue(events.contains("mfa-tokens/import"), events);
        assertFalse(events.contains(HardwareToken.of("A-1").base32()));
    }

    @Test
    void tags_are_the_token_s_and_then_its_device_s() {
        HardwareToken token = HardwareToken.of("TAG-1");
        api.have(token);
        assertEquals(
                200,
                api.send("PUT", "/tag-1/tags", Map.of("Site", "Bonn", "Box", "7"))
                        .statusCode());
        assertEquals(200, api.send("PUT", "/TAG-1/tags", Map.of("site", "Köln")).statusCode());
        JsonNode tags = api.get("TAG-1").get("tags");
        assertEquals("{\"Box\":\"7\",\"site\":\"Köln\"}", tags.toString());
        assertEquals(
                200, api.send("DELETE", "/TAG-1/tags?key=BOX&key=none", null).statusCode());
        assertAnswer(400, "ValidationError", api.send("PUT", "/TAG-1/tags", Map.of("a<b", "c")));
        assertAnswer(400, "ValidationError", api.send("DELETE", "/TAG-1/tags", null));
        assertAnswer(404, "NoSuchEntity", api.send("PUT", "/no-such/tags", Map.of("a", "b")));
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            many.put("key" + i, "");
        }
        assertAnswer(409, "LimitExceeded", api.send("PUT", "/TAG-1/tags", many));
        Phone display = token.display();
        JsonNode device = TokenApi.json(api.send(
                "POST",
                "/TAG-1/activate",
                Map.of(
                        "userId", ADMIN.userId(realm, "tom"),
                        "name", "Tagged",
                        "code1", display.next(),
                        "code2", display.next())));
        assertEquals("{\"site\":\"Köln\"}", device.get("tags").toString());
    }

    @Test
    void the_rejects_come_back_as_a_file_to_be_mended_and_sent_again() {
        String file = file(
                HardwareToken.ENTRA,
                HardwareToken.of("B-1").entra(""),
                HardwareToken.of("B-2").entra("").replace(",30,", ",0,"));
        String rejects = TokenApi.json(api.csv("", file)).get("rejects").asText();
        JsonNode mended = TokenApi.json(api.csv("", rejects.replace(",0,", ",30,")));
        assertEquals(1, mended.get("total").asInt(), rejects);
        assertEquals(1, mended.get("imported").asInt());
        assertTrue(mended.get("rejects").isNull());
    }

    @Test
    void a_field_of_a_form_does_for_a_file_and_is_read_as_often_as_it_has_to_be() {
        String rows = file(
                HardwareToken.ENTRA,
                HardwareToken.of("H-1").entra(""),
                HardwareToken.of("H-2").entra("").replace(",30,", ",0,"));
        for (String onError : List.of("stop", "skip")) {
            JsonNode result = TokenApi.json(api.field(rows, Map.of("onError", onError)));
            assertEquals(onError.equals("stop") ? 0 : 1, result.get("imported").asInt(), result.toString());
            assertTrue(result.get("rejects").asText().contains("H-2"), result.toString());
        }
    }

    @Test
    void a_file_that_comes_twice_at_once_is_imported_once() throws Exception {
        StringBuilder rows = new StringBuilder(HardwareToken.ENTRA).append('\n');
        for (int i = 0; i < 300; i++) {
            rows.append(HardwareToken.of("twice-" + i).entra("")).append('\n');
        }
        List<HttpResponse<String>> answers = AtOnce.call(Collections.nCopies(3, () -> api.csv("", rows.toString())));
        for (HttpResponse<String> answer : answers) {
            if (answer.statusCode() != 200) {
                assertAnswer(409, "EntityAlreadyExists", answer);
            }
        }
        assertTrue(answers.stream().anyMatch(answer -> answer.statusCode() == 200), answers.toString());
        JsonNode again = TokenApi.json(api.csv("", rows.toString()));
        assertEquals(300, again.get("unchanged").asInt(), again.toString());
    }

    @Test
    void how_far_a_large_file_is_read_is_told_to_who_sent_it_and_to_nobody_else() {
        TokenApi keeper = as("keeper");
        CompletableFuture<JsonNode> sent = CompletableFuture.supplyAsync(
                () -> TokenApi.json(api.csv("?dryRun=true", HardwareToken.file(100_000))));
        List<JsonNode> told = new ArrayList<>();
        while (!sent.isDone()) {
            JsonNode progress = TokenApi.json(api.send("GET", "/import", null));
            if (progress.get("running").asBoolean()) {
                told.add(progress);
            }
            JsonNode other = TokenApi.json(keeper.send("GET", "/import", null));
            assertEquals("{\"running\":false}", other.toString());
        }
        assertEquals(100_000, sent.join().get("imported").asInt());
        assertEquals(
                "{\"running\":false}",
                TokenApi.json(api.send("GET", "/import", null)).toString());
        for (String number : List.of("rows", "percent")) {
            List<Integer> numbers =
                    told.stream().map(progress -> progress.get(number).asInt()).toList();
            assertEquals(numbers.stream().sorted().toList(), numbers);
            assertTrue(numbers.get(numbers.size() - 1) > 0, told.toString());
        }
        assertTrue(told.stream().allMatch(progress -> progress.get("dryRun").asBoolean()), told.toString());
        assertEquals(403, as("boss").send("GET", "/import", null).statusCode());
    }

    @Test
    void the_rejects_of_a_form_s_file_come_back_as_well_and_a_bad_row_keeps_the_others_out() {
        String file = file(
                HardwareToken.ENTRA,
                HardwareToken.of("FB-1").entra(""),
                HardwareToken.of("FB-2").entra("").replace(",30,", ",0,"));
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        JsonNode stopped = TokenApi.json(api.upload("tokens.csv", bytes, Map.of("onError", "stop")));
        assertEquals(0, stopped.get("imported").asInt(), stopped.toString());
        assertEquals(404, api.send("GET", "/FB-1", null).statusCode());
        JsonNode result = TokenApi.json(api.upload("tokens.csv", bytes, Map.of()));
        assertEquals(1, result.get("imported").asInt(), result.toString());
        JsonNode mended =
                TokenApi.json(api.csv("", result.get("rejects").asText().replace(",0,", ",30,")));
        assertEquals(1, mended.get("imported").asInt(), result.toString());
    }

    @Test
    void one_bad_row_keeps_all_others_out_where_that_is_asked_for() {
        String file = file(HardwareToken.ENTRA, HardwareToken.of("C-1").entra(""), ",C-2,x,30,Maker,Model");
        JsonNode result = TokenApi.json(api.csv("?onError=stop", file));
        assertEquals(0, result.get("imported").asInt(), result.toString());
        assertEquals(404, api.send("GET", "/C-1", null).statusCode());
    }

    @Test
    void the_same_serial_number_with_another_seed_is_a_conflict() {
        api.have(HardwareToken.of("D-1"));
        HardwareToken other = new HardwareToken("d-1", "another-seed-of-a-tok", "SHA1", 6, 30);
        JsonNode result = TokenApi.json(api.csv("", file(HardwareToken.ENTRA, other.entra(""))));
        assertEquals("conflict", result.get("rejected").get(0).get("reason").asText());
    }

    @Test
    void a_form_brings_files_of_every_format() {
        HardwareToken token = HardwareToken.of("E-1");
        JsonNode oath = TokenApi.json(
                api.upload("tokens.csv", file(token.oath()).getBytes(StandardCharsets.UTF_8), Map.of("batch", "oath")));
        assertEquals(1, oath.get("imported").asInt(), oath.toString());
        String pskc =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
                  <KeyPackage>
                    <DeviceInfo><Manufacturer>Maker</Manufacturer><SerialNo>E-2</SerialNo></DeviceInfo>
                    <Key Id="E-2" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
                      <AlgorithmParameters>
                        <Suite>HMAC-SHA256</Suite><ResponseFormat Length="8" Encoding="DECIMAL"/>
                      </AlgorithmParameters>
                      <Data>
                        <Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
                        <TimeInterval><PlainValue>60</PlainValue></TimeInterval>
                      </Data>
                    </Key>
                  </KeyPackage>
                </KeyContainer>
                """;
        JsonNode result = TokenApi.json(
                api.upload("tokens.xml", pskc.getBytes(StandardCharsets.UTF_8), Map.of("dryRun", "false")));
        assertEquals(1, result.get("imported").asInt(), result.toString());
        JsonNode imported = api.get("E-2");
        assertEquals(
                "HmacSHA256 8 60",
                imported.get("algorithm").asText() + " " + imported.get("digits") + " " + imported.get("period"));
    }

    @Test
    void what_is_no_file_and_what_is_no_setting_is_refused_in_words() {
        assertAnswer(400, "ValidationError", api.csv("?dryRun=maybe", HardwareToken.ENTRA));
        assertAnswer(400, "ValidationError", api.csv("?onErorr=stop", HardwareToken.ENTRA));
        assertAnswer(400, "ValidationError", api.csv("?format=xls", HardwareToken.ENTRA));
        assertAnswer(400, "ValidationError", api.csv("", ""));
        assertAnswer(400, "ValidationError", api.upload("x.xml", "<a><b></a>".getBytes(), Map.of()));
        String attack = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><KeyContainer>&b;</KeyContainer>";
        HttpResponse<String> refused = api.upload("x.xml", attack.getBytes(), Map.of());
        assertAnswer(400, "ValidationError", refused);
        assertFalse(refused.body().contains("root:"));
        assertAnswer(400, "ValidationError", api.send("GET", "?state=lent", null));
    }

    @Test
    void tokens_are_listed_found_and_gone_through_page_by_page() {
        HardwareToken[] tokens = new HardwareToken[7];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = HardwareToken.of("list-" + i);
        }
        api.have(tokens);
        HttpResponse<String> page = api.send("GET", "?search=LIST-&max=3", null);
        assertEquals(3, TokenApi.json(page).size());
        String marker = page.headers().firstValue("Link").orElseThrow().replaceAll(".*[?&]marker=([^&>]*).*", "$1");
        JsonNode next = TokenApi.json(api.send("GET", "?search=LIST-&max=4&marker=" + marker, null));
        assertEquals(List.of("list-3", "list-4", "list-5", "list-6"), next.findValuesAsText("serialNumber"));
        assertEquals(
                0,
                TokenApi.json(api.send("GET", "?search=list-&state=active", null))
                        .size());
    }

    @Test
    void a_token_goes_from_hand_to_hand() {
        HardwareToken token = HardwareToken.of("F-1");
        api.have(token);
        String alice = ADMIN.userId(realm, "alice");
        String bob = ADMIN.userId(realm, "bob");
        assertEquals(204, api.send("PUT", "/f-1", Map.of("userId", bob)).statusCode());
        Phone display = token.display();
        Map<String, Object> claim = new HashMap<>(
                Map.of("userId", alice, "name", "Token", "code1", display.next(), "code2", display.next()));
        assertAnswer(409, "InvalidState", api.send("POST", "/F-1/activate", claim));
        Map<String, Object> nobody = new HashMap<>();
        nobody.put("userId", null);
        assertEquals(204, api.send("PUT", "/F-1", nobody).statusCode());
        Map<String, Object> wrong = new HashMap<>(claim);
        wrong.put("code1", "000000");
        assertAnswer(400, "InvalidAuthenticationCode", api.send("POST", "/F-1/activate", wrong));
        JsonNode device = TokenApi.json(api.send("POST", "/F-1/activate", claim));
        assertEquals("F-1", device.get("serialNumber").asText(), device.toString());
        assertEquals("alice", device.get("username").asText());
        assertEquals("active", api.get("F-1").get("state").asText());
        for (String refused : List.of("/F-1/retire", "/F-1/lost")) {
            assertAnswer(409, "DeleteConflict", api.send("POST", refused, null));
        }
        assertAnswer(409, "DeleteConflict", api.send("DELETE", "/F-1", null));
        assertAnswer(409, "DeleteConflict", api.send("PUT", "/F-1", Map.of("userId", bob)));
        ADMIN.delete("/" + realm + "/mfa-devices/" + device.get("id").asText());
        assertEquals("returned", api.get("F-1").get("state").asText());
        assertTrue(api.get("F-1").get("userId").isNull());
        // what its last owner has seen works for nobody
        claim.put("userId", bob);
        assertAnswer(400, "InvalidAuthenticationCode", api.send("POST", "/F-1/activate", claim));
        claim.put("code1", display.next());
        claim.put("code2", display.next());
        TokenApi.json(api.send("POST", "/F-1/activate", claim));
        ADMIN.delete("/" + realm + "/users/" + bob);
        assertEquals("returned", api.get("F-1").get("state").asText());
        assertEquals(204, api.send("POST", "/F-1/lost", null).statusCode());
        claim.put("userId", alice);
        assertAnswer(409, "InvalidState", api.send("POST", "/F-1/activate", claim));
        assertEquals(204, api.send("POST", "/F-1/retire", null).statusCode());
        assertEquals("retired", api.get("F-1").get("state").asText());
        assertEquals(204, api.send("DELETE", "/F-1", null).statusCode());
        assertAnswer(404, "NoSuchEntity", api.send("GET", "/F-1", null));
    }

    @Test
    void of_many_who_want_one_token_at_once_one_gets_it() throws Exception {
        HardwareToken token = HardwareToken.of("R-1");
        api.have(token);
        Phone display = token.display();
        String code1 = display.next();
        String code2 = display.next();
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ADMIN.post("/" + realm + "/users", RealmBuilder.person("racer-" + i));
            users.add(ADMIN.userId(realm, "racer-" + i));
        }
        ExecutorService pool = Executors.newFixedThreadPool(users.size());
        try {
            List<Callable<Integer>> claims = users.stream()
                    .<Callable<Integer>>map(user -> () -> api.send(
                                    "POST",
                                    "/R-1/activate",
                                    Map.of("userId", user, "name", "R", "code1", code1, "code2", code2))
                            .statusCode())
                    .toList();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : pool.invokeAll(claims)) {
                statuses.add(answer.get());
            }
            assertEquals(1, Collections.frequency(statuses, 200), statuses.toString());
            assertTrue(
                    statuses.stream().allMatch(status -> status == 200 || status == 400 || status == 409),
                    statuses + "");
        } finally {
            pool.shutdown();
        }
        String owner = api.get("R-1").get("userId").asText();
        int devices = 0;
        for (int i = 0; i < users.size(); i++) {
            int owned = ADMIN.devices(realm, "racer-" + i).size();
            devices += owned;
            assertEquals(owner.equals(users.get(i)) ? 1 : 0, owned);
        }
        assertEquals(1, devices);
    }

    @Test
    void who_manages_the_realm_keeps_the_inventory_and_who_manages_users_gives_tokens() {
        HardwareToken token = HardwareToken.of("G-1");
        api.have(token);
        TokenApi boss = as("boss");
        TokenApi keeper = as("keeper");
        TokenApi viewer = as("viewer");
        String alice = ADMIN.userId(realm, "alice");
        for (TokenApi none : List.of(boss, viewer, as("alice"))) {
            assertEquals(403, none.csv("", HardwareToken.ENTRA).statusCode());
            assertEquals(403, none.send("POST", "/G-1/retire", null).statusCode());
            assertEquals(403, none.send("DELETE", "/G-1", null).statusCode());
        }
        assertEquals(403, as("alice").send("GET", "", null).statusCode());
        assertEquals(403, as("alice").send("GET", "/G-1", null).statusCode());
        assertEquals(200, viewer.send("GET", "/G-1", null).statusCode());
        assertEquals(403, viewer.send("PUT", "/G-1", Map.of("userId", alice)).statusCode());
        assertEquals(403, keeper.send("PUT", "/G-1", Map.of("userId", alice)).statusCode());
        assertEquals(204, boss.send("PUT", "/G-1", Map.of("userId", alice)).statusCode());
        Phone display = token.display();
        Map<String, String> claim =
                Map.of("userId", alice, "name", "G", "code1", display.next(), "code2", display.next());
        assertEquals(403, keeper.send("POST", "/G-1/activate", claim).statusCode());
        JsonNode device = TokenApi.json(boss.send("POST", "/G-1/activate", claim));
        ADMIN.delete("/" + realm + "/mfa-devices/" + device.get("id").asText());
        assertEquals(204, keeper.send("POST", "/G-1/retire", null).statusCode());
    }

    private TokenApi as(String username) {
        String token = DeviceApi.token(realm, "client_id", "admin-cli", "username", username, "password", username);
        return new TokenApi(TestServer.get().url(), realm, () -> token, TokensIT::compare);
    }

    @Test
    void serial_numbers_of_every_kind_are_found_or_not() {
        HardwareToken odd = HardwareToken.of("Ключ 7%_ü");
        api.have(odd);
        for (String path :
                List.of("/%D0%9A%D0%BB%D1%8E%D1%87%207%25_%C3%BC", "/%D0%BA%D0%BB%D1%8E%D1%87%207%25_%C3%9C")) {
            assertEquals(
                    "Ключ 7%_ü",
                    TokenApi.json(api.send("GET", path, null))
                            .get("serialNumber")
                            .asText());
        }
        for (String path : List.of("/%00", "/%25", "/x'%20or%20'1'='1", "/" + "x".repeat(300), "/%F0%9F%98%80")) {
            assertEquals(404, api.send("GET", path, null).statusCode(), path);
        }
    }
}
