package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.DevicePlace;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Places in a list as the links to its next page name them.
 *
 * @param count how many texts make a place
 * @param texts those of a place
 * @param place that of texts
 */
record Markers<P>(
        KeycloakSession session, int count, Function<P, List<String>> texts, Function<List<String>, P> place) {

    private static final String HIDDEN = "mfa-list-place.";
    private static final String PLACE = "place";
    private static final int LIFESPAN_SECONDS = 3600;
    private static final int TEXT_LENGTH = 512;

    /** Places in lists of devices. */
    static Markers<DevicePlace> ofDevices(KeycloakSession session) {
        return new Markers<>(
                session,
                2,
                place -> List.of(place.userId(), place.deviceId()),
                texts -> new DevicePlace(texts.get(0), texts.get(1)));
    }

    /** Places in lists of users: their names. */
    static Markers<String> ofUsers(KeycloakSession session) {
        return new Markers<>(session, 1, List::of, texts -> texts.get(0));
    }

    /** Places in lists of hardware tokens: their serial numbers. */
    static Markers<String> ofTokens(KeycloakSession session) {
        return ofUsers(session);
    }

    /** The marker of an entry that the caller sees: it says nothing that the page itself does not. */
    String shown(P of) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("\n", texts.apply(of)).getBytes(StandardCharsets.UTF_8));
    }

    /** The marker of an entry that the caller may not see: what it means stays on the server, for an hour. */
    String hidden(P of) {
        String id = HIDDEN + KeycloakModelUtils.generateId();
        session.singleUseObjects().put(id, LIFESPAN_SECONDS, Map.of(PLACE, shown(of)));
        return id;
    }

    /** The place of a marker, or null where there is none. */
    P read(String marker) {
        if (marker == null) {
            return null;
        }
        try {
            Map<String, String> hidden = marker.startsWith(HIDDEN) && Texts.isPlain(marker, Texts.ID_LENGTH)
                    ? session.singleUseObjects().get(marker)
                    : null;
            byte[] text = Base64.getUrlDecoder().decode(hidden == null ? marker : hidden.getOrDefault(PLACE, ""));
            List<String> found = List.of(new String(text, StandardCharsets.UTF_8).split("\n", -1));
            if (found.size() == count && found.stream().allMatch(part -> Texts.isPlain(part, TEXT_LENGTH))) {
                return place.apply(found);
            }
        } catch (IllegalArgumentException e) {
            // the same answer as to one of another list
        }
        throw Refusal.validation("marker", "what the Link header of the page before says");
    }
}
