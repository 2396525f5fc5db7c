package io.iammfa.keycloak.console;

import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;

/** The realms whose users an admin of the server may look for. */
final class RealmsPage {

    private final Visit visit;

    RealmsPage(Visit visit) {
        this.visit = visit;
    }

    /** A realm to choose. */
    public record Line(String name, String displayName, boolean optedIn) {}

    Response show() {
        List<Line> realms = visit.session()
                .realms()
                .getRealmsStream()
                .filter(this::isSeen)
                .map(realm -> new Line(
                        realm.getName(),
                        realm.getDisplayName() == null ? "" : realm.getDisplayName(),
                        MfaPolicy.of(realm).optedIn()))
                .toList();
        visit.page().with("realmName", "");
        return visit.show("mfa-console-realms.ftl", Map.of("realms", realms));
    }

    private boolean isSeen(RealmModel realm) {
        return AdminPermissions.evaluator(visit.session(), realm, visit.admin().auth())
                .users()
                .canQuery();
    }
}
