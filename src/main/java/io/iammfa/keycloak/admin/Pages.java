package io.iammfa.keycloak.admin;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;

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

    /** A list, by its places. */
    interface Source<T, P> {

        /**
         * @param after the place after which to begin, or null for the beginning
         * @param first how many entries to pass over
         */
        List<T> read(P after, int first, int max);
    }

    /**
     * Reads a page.
     *
     * @param place that of an entry
     * @param visible which entries the caller may see, or null for all
     */
    static <T, P> Pages<T> read(
            Query.Page asked, Markers<P> markers, Source<T, P> source, Function<T, P> place, Predicate<T> visible) {
        P begin = markers.read(asked.marker());
        int max = asked.max();
        if (visible == null) {
            // one more than the page, to know whether there is another
            List<T> entries = source.read(begin, asked.first(), max + 1);
            return entries.size() <= max
                    ? new Pages<>(entries, null, 0)
                    : new Pages<>(entries.subList(0, max), markers.shown(place.apply(entries.get(max - 1))), 0);
        }
        List<T> page = new ArrayList<>();
        int passOver = asked.first();
        int seen = 0;
        List<T> lot = source.read(begin, 0, LOT);
        while (true) {
            for (T entry : lot) {
                if (visible.test(entry)) {
                    if (passOver > 0) {
                        passOver--;
                    } else if (page.size() == max) {
                        return new Pages<>(page, markers.shown(place.apply(page.get(max - 1))), 0);
                    } else {
                        page.add(entry);
                    }
                }
            }
            seen += lot.size();
            if (lot.size() < LOT) {
                return new Pages<>(page, null, 0);
            }
            P last = place.apply(lot.get(lot.size() - 1));
            if (seen >= LOOKED_AT) {
                return new Pages<>(page, markers.hidden(last), passOver);
            }
            lot = source.read(last, 0, LOT);
        }
    }

    /** The page as an answer, with a link to the next one. */
    Response answer(KeycloakSession session, Function<T, Map<String, Object>> shape) {
        Response.ResponseBuilder answer =
                Answers.json(200, entries.stream().map(shape).toList());
        if (nextMarker != null) {
            UriBuilder next = session.getContext().getUri().getRequestUriBuilder();
            next.replaceQueryParam("first").replaceQueryParam("marker", nextMarker);
            if (nextFirst > 0) {
                next.queryParam("first", nextFirst);
            }
            answer.header(Answers.LINK, "<" + next.build() + ">; rel=\"next\"");
            Answers.expose(session, Answers.LINK);
        }
        return answer.build();
    }
}
