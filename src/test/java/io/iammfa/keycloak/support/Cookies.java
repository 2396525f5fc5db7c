package io.iammfa.keycloak.support;

import java.net.CookieHandler;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sends every cookie back to where it belongs: to a browser localhost is secure without TLS, to Java's own cookie jar it is
 * not.
 */
final class Cookies extends CookieHandler {

    private final Map<Key, String> cookies = new ConcurrentHashMap<>();

    /** Each realm has cookies of the same names. */
    private record Key(String path, String name) {

        boolean belongsTo(URI uri) {
            return uri.getPath().startsWith(path);
        }
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
        return Map.of("Cookie", List.of(header(uri)));
    }

    String header(URI uri) {
        return cookies.entrySet().stream()
                .filter(cookie -> cookie.getKey().belongsTo(uri))
                .map(cookie -> cookie.getKey().name() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {
        headers.entrySet().stream()
                .filter(header -> "set-cookie".equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .forEach(this::put);
    }

    private void put(String setCookie) {
        String[] parts = setCookie.split(";");
        String[] cookie = parts[0].split("=", 2);
        String path = Arrays.stream(parts)
                .map(String::strip)
                .filter(part -> part.regionMatches(true, 0, "path=", 0, 5))
                .map(part -> part.substring(5))
                .findFirst()
                .orElse("/");
        Key key = new Key(path, cookie[0]);
        if (cookie[1].isEmpty()) {
            cookies.remove(key);
        } else {
            cookies.put(key, cookie[1]);
        }
    }
}
