package io.iammfa.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;

/** A browser without a window, for what has to happen many times at once: sends the forms that the pages show. */
public final class HttpVisitor {

    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final String server;
    private final String realm;
    private final Cookies cookies = new Cookies();
    private final HttpClient http;
    private HttpResponse<String> page;

    public HttpVisitor(String realm) {
        this(TestServer.get().url(), realm);
    }

    public HttpVisitor(String server, String realm) {
        this.server = server;
        this.realm = realm;
        this.http = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    public HttpVisitor open(String parameters) {
        page = send(HttpRequest.newBuilder(URI.create(Tokens.authorizationUrl(server, realm) + parameters))
                .build());
        return this;
    }

    /** Opens the address of a link. */
    public HttpVisitor follow(String link) {
        page = send(HttpRequest.newBuilder(URI.create(server).resolve(link)).build());
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

    /** Sends such fields to an address that a form had before. */
    public HttpVisitor submitTo(String action, String... fields) {
        page = send(form(action, fields));
        return this;
    }

    /** Signs in as somebody else, as the server's admin may. */
    public HttpVisitor impersonate(String userId) {
        page = send(HttpRequest.newBuilder(
                        URI.create(server + "/admin/realms/" + realm + "/users/" + userId + "/impersonation"))
                .header("Authorization", "Bearer " + new AdminApi(server).accessToken())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        return this;
    }

    /** An access token of who is signed in now. */
    public String accessToken() {
        return Tokens.redeem(server, realm, page.uri().toString());
    }

    /**
     * Sends the page's form with both clicks of a double click, as a browser does with scripts off: both have the same
     * fields and session code, and what the first is answered is never shown.
     *
     * @return what the first was answered
     */
    public HttpResponse<String> submitTwice(DoubleClick click, String... fields) {
        String action = formAction();
        HttpClient plain = HttpClient.newHttpClient();
        HttpResponse<String> dropped;
        HttpResponse<String> shown;
        if (click == DoubleClick.AT_ONCE) {
            HttpRequest request = withCookies(form(action, fields));
            CompletableFuture<HttpResponse<String>> first =
                    plain.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            shown = Http.send(plain, request);
            dropped = first.join();
        } else {
            dropped = Http.send(plain, withCookies(form(action, fields)));
            if (click == DoubleClick.COOKIES_KEPT) {
                cookies.put(dropped.uri(), dropped.headers().map());
            }
            shown = Http.send(plain, withCookies(form(action, fields)));
        }
        cookies.put(shown.uri(), shown.headers().map());
        page = shown.headers()
                .firstValue("location")
                .map(location -> send(
                        HttpRequest.newBuilder(shown.uri().resolve(location)).build()))
                .orElse(shown);
        return dropped;
    }

    private HttpRequest withCookies(HttpRequest request) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .header("Cookie", cookies.header())
                .build();
    }

    /** How the clicks of a double click meet the server. */
    public enum DoubleClick {

        /** Both are under way at the same moment. */
        AT_ONCE,

        /** One after the other; the browser has given up the first before its answer came. */
        ANSWER_LOST,

        /** One after the other; the answer to the first has begun to come, cookies and all. */
        COOKIES_KEPT
    }

    /** Any text of the server's. */
    public String text(String path) {
        return send(HttpRequest.newBuilder(URI.create(TestServer.get().url() + path))
                        .build())
                .body();
    }

    /** Has the server's admin act as a user in this browser, as the admin console does. */
    public HttpVisitor impersonate(String adminToken, String userId) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(
                        URI.create(server + "/admin/realms/" + realm + "/users/" + userId + "/impersonation"))
                .header("Authorization", "Bearer " + adminToken)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
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

    /** What a hidden field of the page holds. */
    public String hidden(String field) {
        Matcher value =
                Pattern.compile("name=\"" + field + "\" value=\"([^\"]*)\"").matcher(html());
        if (!value.find()) {
            throw new AssertionError("no " + field + " in: " + html());
        }
        return StringEscapeUtils.unescapeHtml4(value.group(1));
    }

    public String url() {
        return page.uri().toString();
    }

    public boolean isSignedIn() {
        return url().matches(".*[?&]code=.*");
    }

    public String html() {
        return page.body();
    }

    public int status() {
        return page.statusCode();
    }

    /** Calls a REST API with a bearer token and JSON. */
    public static HttpResponse<String> api(String method, String url, String token, String body) {
        return api(method, url, token, body, "application/json");
    }

    /** The same with a body of another type. */
    public static HttpResponse<String> api(String method, String url, String token, String body, String type) {
        return Http.send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .header("Accept", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build());
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
        return Http.send(http, request);
    }

    /** Sends back every cookie: to a browser localhost is secure without TLS, to Java's own cookie jar it is not. */
    private static final class Cookies extends CookieHandler {

        private final Map<String, String> cookies = new ConcurrentHashMap<>();

        @Override
        public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
            return Map.of("Cookie", List.of(header()));
        }

        String header() {
            return cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
        }

        @Override
        public void put(URI uri, Map<String, List<String>> headers) {
            headers.entrySet().stream()
                    .filter(header -> "set-cookie".equalsIgnoreCase(header.getKey()))
                    .flatMap(header -> header.getValue().stream())
                    .map(header -> header.split(";", 2)[0].split("=", 2))
                    .forEach(cookie -> {
                        if (cookie[1].isEmpty()) {
                            cookies.remove(cookie[0]);
                        } else {
                            cookies.put(cookie[0], cookie[1]);
                        }
                    });
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

        /** The claims of an access token. */
        public static JsonNode claims(String token) {
            return json(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
        }

        /** Exchanges the code in an URL; returns the access token. */
        public static String redeem(String server, String realm, String url) {
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
                            .body())
                    .get("access_token")
                    .asText();
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
            return Http.send(
                    HttpClient.newHttpClient(),
                    form(
                            server + "/realms/" + realm + "/protocol/openid-connect/token",
                            Stream.concat(Stream.of("client_id", "app", "scope", "openid"), Stream.of(fields))
                                    .toArray(String[]::new)));
        }

        private static JsonNode json(String text) {
            try {
                return AdminApi.JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
