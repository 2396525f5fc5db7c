package io.iammfa.keycloak.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iammfa.keycloak.support.HttpVisitor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What browsers send to pages, and what they never would: {@code -Dattack.requests} says how much of it, and
 * {@code -Dattack.seed} what. The ids among it are new in each run.
 */
class PagesFuzzIT {

    private static final int REQUESTS = Integer.getInteger("attack.requests", 1_500);
    private static final long SEED = Long.getLong("attack.seed", 26_07_04);
    private static final int REQUESTS_OF_A_USER = 300;
    private static final int REQUESTS_OF_A_PAGE = 25;

    private static final List<String> FIELDS = List.of(
            "deviceName",
            "deviceType",
            "deviceId",
            "selectedCredentialId",
            "code1",
            "code2",
            "otp",
            "action",
            "login",
            "tryAnotherWay",
            "cancel-aia",
            "clientDataJSON",
            "attestationObject",
            "publicKeyCredentialId",
            "authenticatorLabel",
            "authenticatorData",
            "signature",
            "credentialId",
            "userHandle",
            "transports",
            "error",
            "accept",
            "totp",
            "totpSecret",
            "userLabel");

    private static final List<String> TEXTS = List.of(
            "",
            "000000",
            "123456",
            "totp",
            "webauthn",
            "hotp",
            "add",
            "back",
            "assign",
            "rename",
            "resync",
            "replace",
            "remove",
            "done",
            "continue",
            "leave",
            "true",
            "New",
            "Red",
            "\"><script>alert(1)</script>",
            "${kcSanitize}",
            "${msg('x')}",
            "<#assign x=1>${x}",
            "{0} ' {",
            "'; drop table MFA_DEVICE; --",
            "e30",
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoieCIsIm9yaWdpbiI6IngifQ",
            "____",
            "=",
            "\u0000",
            "a\u0000b",
            "\r\nSet-Cookie: x=y",
            "\ud83d\ude00",
            "\u202e\u200b",
            "٠١٢٣٤٥",
            "-1",
            "9".repeat(400));

    /** What no encoder of forms makes; {@code %zz} and its like Keycloak itself can't read, on any page. */
    private static final List<String> RAW =
            List.of("%ff", "%c0%af", "%ed%a0%80", "%00", "&&&", "=x", "&deviceId", "+", ";");

    private final Random random = new Random(SEED);
    private final List<String> ids = new ArrayList<>();

    @Test
    void bring_no_server_error() {
        Site site = Site.create();
        Site.Page[] pages = Site.Page.values();
        Set<Site.Page> reached = EnumSet.noneOf(Site.Page.class);
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> failed = new ArrayList<>();
        String user = null;
        HttpVisitor browser = null;
        for (int i = 0; i < REQUESTS; i++) {
            if (i % REQUESTS_OF_A_USER == 0) {
                user = site.user();
            }
            if (browser == null || i % REQUESTS_OF_A_PAGE == 0 || !browser.hasForm()) {
                Site.Page page = pages[random.nextInt(pages.length)];
                if (Site.ADMIN.devices(page.realm(site), user).size() < 2) {
                    user = site.user();
                }
                Site.ADMIN
                        .devices(page.realm(site), user)
                        .forEach(device -> ids.add(device.get("id").asText()));
                browser = page.open(site, user);
                reached.add(page);
            }
            String body = body();
            browser.submitRaw(browser.formAction(), body);
            statuses.merge(browser.status(), 1, Integer::sum);
            if (browser.status() >= 500) {
                failed.add(browser.status() + " to " + body.substring(0, Math.min(500, body.length())));
                browser = null;
            }
        }
        System.out.printf("%d requests to pages, seed %d, answers by status: %s%n", REQUESTS, SEED, statuses);
        assertEquals(List.of(), failed);
        assertTrue(statuses.get(200) > REQUESTS / 2, statuses.toString());
        assertEquals(EnumSet.allOf(Site.Page.class), reached);
    }

    private String body() {
        StringBuilder body = new StringBuilder();
        int fields = random.nextInt(7);
        for (int i = 0; i < fields; i++) {
            String field = random.nextInt(40) == 0 ? encode(any(TEXTS)) : any(FIELDS);
            body.append(i == 0 ? "" : "&").append(field).append('=').append(value());
        }
        return body.toString();
    }

    private String value() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> any(ids);
            case 2 -> any(RAW);
            case 3 -> String.format("%06d", random.nextInt(1_000_000));
            case 4 -> encode(any(TEXTS) + any(TEXTS));
            case 5 -> random.nextInt(20) == 0 ? "x".repeat(100_000) : encode(characters());
            default -> encode(any(TEXTS));
        };
    }

    private String characters() {
        return random.ints(1 + random.nextInt(80), 0, 0x2_ffff)
                .filter(character -> !Character.isSurrogate((char) character) || character > 0xffff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
