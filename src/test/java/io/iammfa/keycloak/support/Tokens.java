package io.iammfa.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The client {@code app} of the test realms. */
public final class Tokens {

    private Tokens() {}

    /** Where a browser starts to sign in; it comes back to the realm's own description. */
    public static String authorizationUrl(String server, String realm) {
        return server + "/realms/" + realm + "/protocol/openid-connect/auth?client_id=app&response_type=code"
                + "&scope=openid&redirect_uri=" + server + "/realms/" + realm;
    }

    /** The claims of an access token. */
    public static JsonNode claims(String token) {
        return json(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
    }

    /** Exchanges the code in an URL; returns the access token. */
    public static String redeem(String server, String realm, String url) {
        return tokens(server, realm, url).get("access_token").asText();
    }

    /** The same; returns the refresh token. */
    public static String refreshToken(String server, String realm, String url) {
        return tokens(server, realm, url).get("refresh_token").asText();
    }

    /** Asks for new tokens. */
    public static HttpResponse<String> refresh(String server, String realm, String refreshToken) {
        return token(server, realm, "grant_type", "refresh_token", "refresh_token", refreshToken);
    }

    private static JsonNode tokens(String server, String realm, String url) {
        String code = Arrays.stream(URI.create(url).getRawQuery().split("&"))
                .filter(parameter -> parameter.startsWith("code="))
                .map(parameter -> parameter.substring(5))
                .collect(Collectors.joining());
        return json(token(
                        server,
                        realm,
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        server + "/realms/" + realm)
                .body());
    }

    /** A direct grant for a user whose password is the username, with more parameters. */
    public static HttpResponse<String> password(String server, String realm, String username, String... more) {
        return token(
                server,
                realm,
                Stream.concat(
                                Stream.of("grant_type", "password", "username", username, "password", username),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> token(String server, String realm, String... fields) {
        return Http.send(Http.form(
                server + "/realms/" + realm + "/protocol/openid-connect/token",
                Stream.concat(
                                Stream.of("client_id", "app"),
                                Arrays.asList(fields).contains("scope")
                                        ? Stream.of(fields)
                                        : Stream.concat(Stream.of("scope", "openid"), Stream.of(fields)))
                        .toArray(String[]::new)));
    }

    /** What an answer says. */
    public static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    private static JsonNode json(String text) {
        try {
            return AdminApi.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
