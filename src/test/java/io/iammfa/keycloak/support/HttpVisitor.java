package io.iammfa.keycloak.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;

/** A browser without a window, for what has to happen many times at once: sends the forms that the pages show. */
public final class HttpVisitor {

    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final String server;
    private final String realm;
    private final Cookies cookies = new Cookies();
    private final Node node = new Node();
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
                .proxy(node)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * Has this node of a cluster answer from now on, whatever address links and forms have: a load balancer does so.
     *
     * @param url where the node itself listens
     */
    public HttpVisitor via(String url) {
        node.at(url);
        return this;
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
        page = send(Http.form(formAction(), fields));
        return this;
    }

    /** Sends such fields to an address that a form had before. */
    public HttpVisitor submitTo(String action, String... fields) {
        page = send(Http.form(action, fields));
        return this;
    }

    /**
     * Sends a body as it stands to an address that a form had.
     *
     * @param headers names and values in turn
     */
    public HttpVisitor submitRaw(String action, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(action))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        page = send(request.build());
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
            HttpRequest request = withCookies(Http.form(action, fields));
            CompletableFuture<HttpResponse<String>> first =
                    plain.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            shown = Http.send(plain, request);
            dropped = first.join();
        } else {
            dropped = Http.send(plain, withCookies(Http.form(action, fields)));
            if (click == DoubleClick.COOKIES_KEPT) {
                cookies.put(dropped.uri(), dropped.headers().map());
            }
            shown = Http.send(plain, withCookies(Http.form(action, fields)));
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
                .header("Cookie", cookies.header(request.uri()))
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

    /** Goes through the wizard from its first page on; returns the phone that was added. */
    public Phone assign(String name) {
        submit("deviceName", name);
        Phone phone = phone();
        submit("code1", phone.next(), "code2", phone.next(), "action", "add");
        return phone;
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

    /** Whether there is a form to send. */
    public boolean hasForm() {
        return ACTION.matcher(html()).find();
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

    private HttpResponse<String> send(HttpRequest request) {
        return Http.send(http, request);
    }
}
