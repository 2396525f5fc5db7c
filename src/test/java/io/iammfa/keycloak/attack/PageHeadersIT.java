package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.HttpVisitor;
import io.iammfa.keycloak.support.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers that no browser sends with a page's form; {@code HeadersIT} has those of the admin REST API. */
class PageHeadersIT {

    private static final Site SITE = Site.create();
    private static final String USER = SITE.user();

    private static final String[][] HEADERS = {
        {"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-Port", "1"},
        {"X-Forwarded-For", "' or 1=1, ::1, x", "Forwarded", "for=\"_x\";host=evil.example;proto=gopher"},
        {"Accept", "nonsense", "Accept-Encoding", "x;q=9"},
        {"Accept", "*/*;q=nan, application/json"},
        {"Accept-Language", "xx-YY-ZZ;q=2,*;q=-1,%%%,${x}," + "en-".repeat(200)},
        {"Accept-Language", "../../../etc/passwd"},
        {"Content-Type", "application/json"},
        {"Content-Type", "application/x-www-form-urlencoded; charset=no-such"},
        {"Content-Type", "multipart/form-data"},
        {"Origin", "https://evil.example", "Referer", "https://evil.example/"},
        {"User-Agent", "<script>alert(1)</script>"},
    };

    @ParameterizedTest
    @EnumSource
    void bring_no_server_error_and_no_address_of_theirs(Site.Page page) {
        for (String[] headers : HEADERS) {
            HttpVisitor browser = page.open(SITE, USER);
            browser.submitRaw(browser.formAction(), "deviceId=x&code1=000000&code2=000001&otp=000000", headers);
            assertTrue(browser.status() < 500, page + " " + String.join(" ", headers) + browser.html());
            assertFalse(browser.html().contains("evil.example"), browser.html());
            assertFalse(browser.html().contains("<script>alert"));
        }
        assertEquals(page.devices(), Site.ADMIN.deviceNames(page.realm(SITE), USER));
    }

    /** Where Keycloak is not told its name, as in development, a page's form goes to where the browser came from. */
    @Test
    void a_host_that_is_made_up_brings_no_server_error() throws IOException {
        for (String host :
                new String[] {"evil.example", "\"><script>alert(1)</script>", "a:b:c", "", "localhost:99999"}) {
            try (Socket socket = new Socket("localhost", TestServer.PORT)) {
                socket.setSoTimeout(10_000);
                String path = "/realms/" + SITE.free() + "/protocol/openid-connect/auth?client_id=app";
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertFalse(answer.startsWith("HTTP/1.1 5"), host + answer);
                assertFalse(answer.contains("<script>alert"), answer);
            }
        }
    }
}
