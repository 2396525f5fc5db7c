package io.iammfa.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.HardwareToken;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.RealmBuilder;
import io.iammfa.keycloak.support.TestServer;
import io.iammfa.keycloak.support.TokenApi;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Requests to the inventory of hardware tokens that are right, or nearly, or not at all: every call that
 * {@code docs/openapi-tokens.yaml} has. {@code -Dattack.requests} and {@code -Dattack.seed} are those of {@link FuzzIT}.
 */
class TokensFuzzIT {

    private static final AdminApi ADMIN = TestServer.admin();
    private static final OpenApi DESCRIPTION = OpenApi.read("docs/openapi-tokens.yaml");
    private static final int REQUESTS = Integer.getInteger("attack.requests", 1_500);
    private static final long SEED = Long.getLong("attack.seed", 20_260_704);
    private static final String JSON = "application/json";

    private static String realm;
    private static FuzzValues values;
    private static FuzzFiles files;

    @BeforeAll
    static void prepare() {
        realm = TestServer.create(new RealmBuilder()
                .policy("max-devices", "32")
                .user("alice")
                .user("bob")
                .user("carol@example.org"));
        String other = TestServer.create(new RealmBuilder().user("stranger"));
        TokenApi api = TokenApi.asAdmin(TestServer.get().url(), realm);
        List<String> ids = new ArrayList<>();
        for (String serial :
                List.of("1", "a-1", "Ключ 7%_ü", "用户", "İSTANBUL", "ß", "import", "activate", "'=1", "a;b=c")) {
            api.have(HardwareToken.of(serial));
            ids.add(serial);
        }
        for (int i = 0; i < 8; i++) {
            api.have(HardwareToken.of("t-" + i));
            ids.addAll(List.of("t-" + i, "T-" + i));
        }
        TokenApi.asAdmin(TestServer.get().url(), other).have(HardwareToken.of("theirs"));
        String alice = ADMIN.userId(realm, "alice");
        String bob = ADMIN.userId(realm, "bob");
        Phone display = HardwareToken.of("t-0").display();
        TokenApi.json(api.send(
                "POST",
                "/t-0/activate",
                Map.of("userId", alice, "name", "Token", "code1", display.next(), "code2", display.next())));
        api.send("PUT", "/t-1", Map.of("userId", bob));
        api.send("POST", "/t-2/lost", null);
        api.send("POST", "/t-3/retire", null);
        ids.addAll(List.of("theirs", alice, bob, ADMIN.userId(other, "stranger"), realm, "alice", "carol@example.org"));
        values = new FuzzValues(SEED, List.of(alice, bob), ids);
        files = new FuzzFiles(values);
    }

    /** A body as it is sent; without a type where it is null. */
    private record Sent(String type, byte[] bytes) {

        static final Sent NOTHING = new Sent(null, null);

        @Override
        public String toString() {
            return bytes == null ? "" : type + " " + shown(new String(bytes, StandardCharsets.UTF_8));
        }

        private static String shown(String text) {
            return text.length() < 2_000 ? text : text.substring(0, 2_000) + "…";
        }
    }

    @Test
    void bring_no_server_error() {
        List<OpenApi.Call> calls = DESCRIPTION.calls();
        Set<String> failed = new HashSet<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            OpenApi.Call call = calls.get(i % calls.size());
            // tokens of the inventory are used up
            if (call.method().equals("DELETE") && !values.rarely()) {
                continue;
            }
            String path = path(call);
            Sent body = body(call);
            if (isNoForm(call, body)) {
                continue;
            }
            // Keycloak itself refuses control characters in queries, before it comes to this API
            boolean byKeycloak = path.matches(".*\\?.*%([01].|7F).*");
            String[] headers = !byKeycloak && values.rarely() ? values.header() : new String[0];
            DeviceApi.Answer answer = send(call.method(), path, body, headers);
            statuses.merge(answer.status(), 1, Integer::sum);
            if (answer.status() >= 500) {
                failed.add(call.method() + " " + path + " " + String.join(": ", headers) + " " + body + " answered "
                        + answer.status() + " " + answer.text());
            } else if (headers.length == 0 && !byKeycloak) {
                DESCRIPTION.check(call.method(), path, answer);
            }
        }
        System.out.printf(
                "%d requests for hardware tokens, seed %d, answers by status: %s%n", REQUESTS, SEED, statuses);
        assertEquals(Set.of(), failed);
        assertTrue(statuses.keySet().containsAll(List.of(200, 204, 400, 404, 409)), statuses.toString());
    }

    /** Whether Keycloak itself fails at a body that says it is a form and is not, before any method of this API is called. */
    private static boolean isNoForm(OpenApi.Call call, Sent body) {
        return call.path().equals("/import")
                && body.type() != null
                && body.type().startsWith("multipart/form-data")
                && !files.isForm(body.type(), body.bytes());
    }

    private static DeviceApi.Answer send(String method, String path, Sent body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(TestServer.get().url() + "/admin/realms/" + realm + "/mfa-tokens" + path))
                .header("Authorization", "Bearer " + ADMIN.accessToken())
                .method(
                        method,
                        body.bytes() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body.bytes()));
        if (body.type() != null) {
            request.setHeader("Content-Type", body.type());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new DeviceApi.Answer(Http.send(request.build()));
    }

    private static String path(OpenApi.Call call) {
        String path = call.path().equals("/") ? "" : call.path().replace("{serial}", values.segment());
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : call.parameters()) {
            String name = parameter.get("name").asText();
            if ("query".equals(parameter.get("in").asText()) && values.often()) {
                do {
                    query.add(name + "=" + FuzzValues.encode(values.parameter(name, parameter.get("schema"))));
                } while (values.rarely());
            }
        }
        if (call.path().equals("/import")) {
            files.fields().forEach((name, value) -> query.add(name + "=" + FuzzValues.encode(value)));
        }
        if (values.rarely()) {
            query.add(FuzzValues.encode(values.text()) + "=" + FuzzValues.encode(values.text()));
        }
        return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private static Sent body(OpenApi.Call call) {
        if (call.path().equals("/import")) {
            return values.rarely()
                    ? Sent.NOTHING
                    : values.often()
                            ? new Sent(
                                    values.pick(List.of("text/csv", "text/csv; charset=UTF-16", "text/plain", "")),
                                    files.file())
                            : new Sent(files.multipartType(), files.multipart());
        }
        if (call.body() == null) {
            return values.rarely() ? json("{}") : Sent.NOTHING;
        }
        if (values.rarely()) {
            return Sent.NOTHING;
        }
        String body =
                call.path().endsWith("activate") && values.often() ? files.activation() : values.json(call.body());
        return json(values.rarely() ? values.broken(body) : body);
    }

    private static Sent json(String body) {
        return new Sent(JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void are_refused_by_the_names_of_errors_that_are_described() {
        String field = "--b\r\nContent-Disposition: form-data; name=\"";
        for (String body : List.of(
                "--b--\r\n",
                field + "dryRun\"\r\n\r\ntrue\r\n--b--\r\n",
                field + "file\"\r\n\r\n\r\n--b--\r\n",
                field + "file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n",
                field + "file\"; filename=\"../../x\"\r\n\r\n<a\r\n--b--\r\n",
                field + "file\"; filename=\"x\"\r\nContent-Transfer-Encoding: base64\r\n\r\n***\r\n--b--\r\n",
                field + "x".repeat(100_000) + "\"\r\n\r\n1\r\n--b--\r\n")) {
            for (String type : List.of("multipart/form-data; boundary=b", "multipart/mixed; boundary=b", "text/csv")) {
                DeviceApi.Answer answer =
                        send("POST", "/import", new Sent(type, body.getBytes(StandardCharsets.UTF_8)));
                assertTrue(answer.status() < 500, type + " " + body + " answered " + answer.status() + answer.text());
                if (answer.status() == 400) {
                    answer.expect(400, "ValidationError");
                }
            }
        }
        for (String type : List.of("text/plain", "application/json", "a/b; charset=nope", "application/octet-stream")) {
            send("POST", "/import", new Sent(type, new byte[] {'1'}))
                    .expect(415, "ValidationError")
                    .saying("multipart/form-data or text/csv");
        }
        TokenApi.asAdmin(TestServer.get().url(), realm).have(HardwareToken.of("fresh"));
        Sent big = json("{\"userId\":\"" + "x".repeat(300_000) + "\"}");
        send("PUT", "/fresh", big).expect(400, "ValidationError");
        send("PUT", "/fresh", json("[".repeat(100_000))).expect(400, "ValidationError");
        send("PUT", "/fresh", json("{\"userId\":5}"))
                .expect(400, "ValidationError")
                .saying("userId");
        send("PUT", "/fresh", json("{}")).expect(400, "ValidationError").saying("userId");
        send("PUT", "/fresh", json("{\"userId\":null,\"userId\":null}")).expect(400, "ValidationError");
        send("POST", "/fresh/activate", json("{\"userId\":5}")).expect(400, "ValidationError");
        assertEquals(
                415, send("PUT", "/fresh", new Sent("text/plain", new byte[1])).status());
    }
}
