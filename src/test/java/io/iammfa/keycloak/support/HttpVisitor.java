package io.iammfa.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/** A browser without a window, for what has to happen many times at once: sends the forms that the pages show. */
public final class HttpVisitor {

    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final String realm;
    private final HttpClient http;
    private HttpResponse<String> page;

    public HttpVisitor(String realm) {
        this.realm = realm;
        this.http = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    public HttpVisitor open(String parameters) {
        page = send(HttpRequest.newBuilder(
                        URI.create(Tokens.authorizationUrl(TestServer.get().url(), realm) + parameters))
                .build());
        return this;
    }

    public HttpVisitor password(String username) {
        return submit("username", username, "password", username);
    }

    /** Sends the page's form with these fields, names and values in turn. */
    public HttpVisitor submit(String... fields) {
        page = send(form(formAction(), fields));
        return this;
    }

    /** Where the page's form goes. */
    public String formAction() {
        Matcher action = ACTION.matcher(html());
        if (!action.find()) {
            throw new AssertionError("no form in: " + html());
        }
        return StringEscapeUtils.unescapeHtml4(action.group(1));
    }

    /** The phone that has read this page's link for the same phone. */
    public Phone phone() {
        Matcher link = Pattern.compile("href=\"(otpauth:[^\"]+)\"").matcher(html());
        if (!link.find()) {
            throw new AssertionError("no link in: " + html());
        }
        return Phone.ofUri(StringEscapeUtils.unescapeHtml4(link.group(1)));
    }

    public boolean isSignedIn() {
        return page.uri().toString().contains("code=");
    }

    public String html() {
        return page.body();
    }

    public int status() {
        return page.statusCode();
    }

    private static HttpRequest form(String action, String... fields) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return HttpRequest.newBuilder(URI.create(action))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) {
        return send(http, request);
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The client {@code app} of the test realms. */
    public static final class Tokens {

        private Tokens() {}

        /** Where a browser starts to sign in; it comes back to the realm's own description. */
        public static String authorizationUrl(String server, String realm) {
            return server + "/realms/" + realm + "/protocol/openid-connect/auth?client_id=app&response_type=code"
                    + "&scope=openid&redirect_uri=" + server + "/realms/" + realm;
        }

        /** Exchanges the code in an URL; returns the claims of the access token. */
        public static JsonNode redeem(String server, String realm, String url) {
            String code = Arrays.stream(URI.create(url).getRawQuery().split("&"))
                    .filter(parameter -> parameter.startsWith("code="))
                    .map(parameter -> parameter.substring(5))
                    .collect(Collectors.joining());
            HttpResponse<String> response = send(
                    HttpClient.newHttpClient(),
                    form(
                            server + "/realms/" + realm + "/protocol/openid-connect/token",
                            "grant_type",
                            "authorization_code",
                            "client_id",
                            "app",
                            "code",
                            code,
                            "redirect_uri",
                            server + "/realms/" + realm));
            try {
                String token = AdminApi.JSON
                        .readTree(response.body())
                        .get("access_token")
                        .asText();
                return AdminApi.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
