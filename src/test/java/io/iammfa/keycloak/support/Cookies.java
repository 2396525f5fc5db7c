package io.iammfa.keycloak.support;

import java.net.CookieHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Sends back every cookie: to a browser localhost is secure without TLS, to Java's own cookie jar it is not. */
final class Cookies extends CookieHandler {

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
