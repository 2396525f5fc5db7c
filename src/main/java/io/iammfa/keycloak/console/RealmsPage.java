package io.iammfa.keycloak.console;

import io.iammfa.keycloak.catalog.RealmNames;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;

/** The realms whose users an admin of the server may look for: to read one costs Keycloak a dozen statements. */
final class RealmsPage {

    private static final int SIZE = 50;

    private final Visit visit;

    RealmsPage(Visit visit) {
        this.visit = visit;
    }

    /** A realm to choose. */
    public record Line(String name, String displayName, boolean optedIn) {}

    Response show() {
        String search = visit.parameter("search");
        // one more says whether there is a next page
        List<Line> found = RealmNames.of(visit.session(), search, visit.parameter("after"))
                .map(visit.session().realms()::getRealmByName)
                .filter(Objects::nonNull)
                .filter(this::isSeen)
                .map(realm -> new Line(
                        realm.getName(),
                        realm.getDisplayName() == null ? "" : realm.getDisplayName(),
                        MfaPolicy.of(realm).optedIn()))
                .limit(SIZE + 1L)
                .toList();
        boolean more = found.size() > SIZE;
        List<Line> realms = more ? found.subList(0, SIZE) : found;
        visit.page().with("realmName", "");
        return visit.show(
                "mfa-console-realms.ftl",
                Map.of(
                        "realms", realms,
                        "search", search,
                        "next",
                                more
                                        ? visit.links()
                                                .realms(Map.of(
                                                        "search",
                                                        search,
                                                        "after",
                                                        realms.get(SIZE - 1).name()))
                                        : ""));
    }

    private boolean isSeen(RealmModel realm) {
        return AdminPermissions.evaluator(visit.session(), realm, visit.admin().auth())
                .users()
                .canQuery();
    }
}
