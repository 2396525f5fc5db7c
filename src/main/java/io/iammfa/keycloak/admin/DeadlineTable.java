package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.AskedUsers;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/**
 * A page of the users who were asked for a device and have none yet, as the caller may see them.
 *
 * @param nextMarker where the next page begins, or null if this is the last one
 * @param nextFirst how many entries are to be passed over there
 */
public record DeadlineTable(List<AskedUsers.Entry> entries, String nextMarker, int nextFirst) {

    private static final int PAGE = 50;

    /**
     * The page that query parameters ask for: {@code state}, and where it begins.
     *
     * @throws Refusal where a parameter can't be used
     */
    public static DeadlineTable of(Deadlines deadlines, MultivaluedMap<String, String> parameters) {
        Query.Page asked = Query.pageBesideFilter(parameters);
        Pages<AskedUsers.Entry> page = deadlines.page(parameters, new Query.Page(asked.first(), PAGE, asked.marker()));
        return new DeadlineTable(page.entries(), page.nextMarker(), page.nextFirst());
    }
}
