package io.iammfa.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.iammfa.keycloak.support.AdminApi;
import io.iammfa.keycloak.support.Http;
import io.iammfa.keycloak.support.Phone;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The API under test, called with some token or with none. Every answer is compared with {@code docs/openapi.yaml}.
 */
final class DeviceApi {

    private static final OpenApi DESCRIPTION = OpenApi.read();

    private final String realm;
    private final String token;

    DeviceApi(String realm, String token) {
        this.realm = realm;
        this.token = token;
    }

    static DeviceApi asAdmin(String realm) {
        return new DeviceApi(
                realm, token("master", "client_id", "admin-cli", "username", "admin", "password", "admin"));
    }

    /** A token for a username and password, or of a service account. */
    static String token(String realm, String... fields) {
        StringBuilder form = new StringBuilder(
                List.of(fields).contains("username") ? "grant_type=password" : "grant_type=client_credentials");
        for (int i = 0; i < fields.length; i += 2) {
            form.append('&').append(fields[i]).append('=').append(encode(fields[i + 1]));
        }
        HttpResponse<String> response = Http.send(HttpRequest.newBuilder(
                        URI.create(TestServer.get().url() + "/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build());
        return new Answer(response).json().get("access_token").asText();
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Answer post(String path, Object body) {
        return send("POST", path, text(body));
    }

    Answer put(String path, Object body) {
        return send("PUT", path, text(body));
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** A pending device for a user. */
    JsonNode create(String username, String name, Map<String, String> tags) {
        return post(
                        "",
                        Map.of(
                                "userId", TestServer.admin().userId(realm, username),
                                "name", name,
                                "tags", tags))
                .expect(201)
                .json();
    }

    /** A device that a user owns, and the phone that shows its codes. */
    Enabled enabled(String username, String name, Map<String, String> tags) {
        JsonNode pending = create(username, name, tags);
        Phone phone = Phone.ofUri(pending.get("otpauthUri").asText());
        return new Enabled(
                enable(pending, phone.next(), phone.next()).expect(200).json(), phone);
    }

    Answer enable(JsonNode pending, String code1, String code2) {
        return post("/" + pending.get("id").asText() + "/enable", codes(code1, code2));
    }

    static Map<String, String> codes(String code1, String code2) {
        return Map.of("code1", code1, "code2", code2);
    }

    /** The names in a list. */
    List<String> names(String query) {
        List<String> names = new ArrayList<>();
        get(query)
                .expect(200)
                .json()
                .forEach(device -> names.add(device.get("name").asText()));
        return names;
    }

    Answer send(String method, String path, String body, String... headers) {
        Answer answer = sendUnchecked(method, path, body, headers);
        // Keycloak itself refuses queries with control characters, in its own words
        boolean byKeycloak =
                answer.status() == 400 && path.contains("?") && answer.text().contains("Blocking invalid query");
        if (!byKeycloak) {
            DESCRIPTION.check(method, path, answer);
        }
        return answer;
    }

    /** The same without a look at the description, which does not know what headers can do. */
    Answer sendUnchecked(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(TestServer.get().url() + "/admin/realms/" + realm + "/mfa-devices" + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new Answer(Http.send(request.build()));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(Object body) {
        try {
            return body instanceof String text ? text : AdminApi.JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A device that a user owns. */
    record Enabled(JsonNode device, Phone phone) {

        String id() {
            return device.get("id").asText();
        }
    }

    /** An answer of the server's. */
    record Answer(HttpResponse<String> response) {

        Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError(status + " was expected of " + response.request() + ", which answered "
                        + status() + ": " + text());
            }
            return this;
        }

        /** A refusal under this name. */
        Answer expect(int status, String error) {
            expect(status);
            if (!error.equals(json().path("error").asText())) {
                throw new AssertionError(error + " was expected: " + text());
            }
            return this;
        }

        /** Words of the refusal's message. */
        Answer saying(String words) {
            if (!json().path("errorMessage").asText().contains(words)) {
                throw new AssertionError("\"" + words + "\" was expected: " + text());
            }
            return this;
        }

        int status() {
            return response.statusCode();
        }

        String text() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return AdminApi.JSON.readTree(text());
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + text());
            }
        }
    }
}
