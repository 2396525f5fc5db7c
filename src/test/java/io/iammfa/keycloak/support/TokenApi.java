package io.iammfa.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The admin API of a realm's hardware tokens, called with some token. */
public record TokenApi(String server, String realm, Supplier<String> token, Consumer<HttpResponse<String>> seen) {

    public static TokenApi asAdmin(String server, String realm) {
        return new TokenApi(server, realm, new AdminApi(server)::accessToken, answer -> {});
    }

    public HttpResponse<String> send(String method, String path, Object body) {
        try {
            return tell(Http.api(
                    method, url(path), token.get(), body == null ? null : AdminApi.JSON.writeValueAsString(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> tell(HttpResponse<String> answer) {
        seen.accept(answer);
        return answer;
    }

    private String url(String path) {
        return server + "/admin/realms/" + realm + "/mfa-tokens" + path;
    }

    /** A CSV file as it is. */
    public HttpResponse<String> csv(String parameters, String file) {
        return tell(Http.api("POST", url("/import" + parameters), token.get(), file, "text/csv"));
    }

    /** A file in a form, beside these fields. */
    public HttpResponse<String> upload(String name, byte[] file, Map<String, String> fields) {
        return form("; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream", file, fields);
    }

    /** The same as a field, which is no file. */
    public HttpResponse<String> field(String file, Map<String, String> fields) {
        return form("", file.getBytes(StandardCharsets.UTF_8), fields);
    }

    private HttpResponse<String> form(String kind, byte[] file, Map<String, String> fields) {
        String boundary = "----boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.forEach((field, value) -> body.writeBytes(("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"" + kind + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return tell(Http.send(HttpRequest.newBuilder(URI.create(url("/import")))
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build()));
    }

    /** Imports tokens that are good. */
    public void have(HardwareToken... tokens) {
        StringBuilder file = new StringBuilder(HardwareToken.ENTRA).append('\n');
        for (HardwareToken each : tokens) {
            file.append(each.entra("")).append('\n');
        }
        JsonNode result = json(csv("", file.toString()));
        if (result.path("imported").asInt() != tokens.length) {
            throw new AssertionError(result);
        }
    }

    public JsonNode get(String serial) {
        return json(send("GET", "/" + serial, null));
    }

    public static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + answer.body());
        }
        try {
            return AdminApi.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
