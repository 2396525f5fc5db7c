package io.iammfa.keycloak.admin;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * One page of a list whose entries the caller may not all see. Where they see every entry, the page is what the database
 * returns; otherwise it is read on until the page is full, up to a bound.
 *
 * @param <T> the entries
 * @param entries those of the page
 * @param nextMarker where the next page begins, or null if this is the last one
 * @param nextFirst how many entries are to be passed over there
 */
record Pages<T>(List<T> entries, String nextMarker, int nextFirst) {

    /** How many entries one call looks at, at most, for a caller who may not see them all. */
    private static final int LOOKED_AT = 10_000;

    private static final int LOT = 500;

    private static final String HIDDEN = "mfa-list-place.";
    private static final String PLACE = "place";
    private static final int LIFESPAN_SECONDS = 3600;

    /**
     * Reads a page.
     *
     * @param start reads the first lot: how many entries to pass over, and how many to return at most
     * @param next reads the lot after an entry
     * @param visible which entries the caller may see, or null for all
     * @param marker of an entry on the page
     * @param hiddenMarker of one that the caller may not see
     */
    static <T> Pages<T> read(
            BiFunction<Integer, Integer, List<T>> start,
            BiFunction<T, Integer, List<T>> next,
            Predicate<T> visible,
            Function<T, String> marker,
            Function<T, String> hiddenMarker,
            int first,
            int max) {
        if (visible == null) {
            // one more than the page, to know whether there is another
            List<T> entries = start.apply(first, max + 1);
            return entries.size() <= max
                    ? new Pages<>(entries, null, 0)
                    : new Pages<>(entries.subList(0, max), marker.apply(entries.get(max - 1)), 0);
        }
        List<T> page = new ArrayList<>();
        int passOver = first;
        int seen = 0;
        List<T> lot = start.apply(0, LOT);
        while (true) {
            for (T entry : lot) {
                if (visible.test(entry)) {
                    if (passOver > 0) {
                        passOver--;
                    } else if (page.size() == max) {
                        return new Pages<>(page, marker.apply(page.get(max - 1)), 0);
                    } else {
                        page.add(entry);
                    }
                }
            }
            seen += lot.size();
            if (lot.size() < LOT) {
                return new Pages<>(page, null, 0);
            }
            T last = lot.get(lot.size() - 1);
            if (seen >= LOOKED_AT) {
                return new Pages<>(page, hiddenMarker.apply(last), passOver);
            }
            lot = next.apply(last, LOT);
        }
    }

    /** The page as an answer, with a link to the next one. */
    Response answer(KeycloakSession session, Function<T, Map<String, Object>> shape) {
        Response.ResponseBuilder answer =
                Response.ok(Json.write(entries.stream().map(shape).toList()), MediaType.APPLICATION_JSON_TYPE);
        if (nextMarker != null) {
            UriBuilder next = session.getContext().getUri().getRequestUriBuilder();
            next.replaceQueryParam("first").replaceQueryParam("marker", nextMarker);
            if (nextFirst > 0) {
                next.queryParam("first", nextFirst);
            }
            answer.header("Link", "<" + next.build() + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /** A marker of an entry that the caller sees: it says nothing that the page itself does not. */
    static String marker(String... texts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("\n", texts).getBytes(StandardCharsets.UTF_8));
    }

    /** A marker of an entry that the caller may not see: what it means stays on the server, for an hour. */
    static String hiddenMarker(KeycloakSession session, String... texts) {
        String id = HIDDEN + KeycloakModelUtils.generateId();
        session.singleUseObjects().put(id, LIFESPAN_SECONDS, Map.of(PLACE, marker(texts)));
        return id;
    }

    /**
     * The texts of a marker, or null where there is none.
     *
     * @param count how many texts there have to be
     */
    static String[] texts(KeycloakSession session, String marker, int count) {
        if (marker == null) {
            return null;
        }
        try {
            Map<String, String> hidden = marker.startsWith(HIDDEN) && Texts.isPlain(marker, Texts.ID_LENGTH)
                    ? session.singleUseObjects().get(marker)
                    : null;
            String place = hidden == null ? marker : hidden.getOrDefault(PLACE, "");
            String[] texts = new String(Base64.getUrlDecoder().decode(place), StandardCharsets.UTF_8).split("\n", -1);
            if (texts.length == count && List.of(texts).stream().allMatch(text -> Texts.isPlain(text, 512))) {
                return texts;
            }
        } catch (IllegalArgumentException e) {
            // the same answer as to one of another list
        }
        throw Refusal.validation("marker", "what the Link header of the page before says");
    }
}
