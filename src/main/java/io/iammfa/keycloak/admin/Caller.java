package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/**
 * What the caller may do. Keycloak's own permissions decide, for the very user that a device belongs to; as with
 * Keycloak's users, who may not even look for any learns nothing of what there is.
 */
final class Caller {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final UserPermissionEvaluator users;

    Caller(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.users = auth.users();
    }

    /** Refuses whoever may not look for users; what they find is another matter. */
    void requireQuery() {
        users.requireQuery();
        requireOptedIn();
    }

    /** Refuses whoever may not view each and every user. */
    void requireViewOfAll() {
        if (!viewsAll()) {
            throw new ForbiddenException();
        }
        requireOptedIn();
    }

    /**
     * Whether the caller may view each and every user. A fine-grained permission for all users does not say so: another
     * one may deny some of them.
     */
    boolean viewsAll() {
        return auth.hasOneAdminRole(AdminRoles.MANAGE_USERS, AdminRoles.VIEW_USERS)
                || users.canView() && !realm.isAdminPermissionsEnabled();
    }

    /** A user whom the caller may view, or nobody. */
    Predicate<String> views() {
        Map<String, Boolean> known = new HashMap<>();
        return userId -> known.computeIfAbsent(userId, id -> {
            UserModel user = session.users().getUserById(realm, id);
            return user != null && users.canView(user);
        });
    }

    /** The owner of a device, if the caller may view them. */
    UserModel viewedOwner(String deviceId) {
        UserModel owner = owner(deviceId).orElseThrow(() -> unknown("No device has this id"));
        users.requireView(owner);
        requireOptedIn();
        return owner;
    }

    /** The owner of a device, if the caller may manage them. */
    UserModel managedOwner(String deviceId) {
        UserModel owner = owner(deviceId).orElseThrow(() -> unknown("No device has this id"));
        requireManage(owner);
        return owner;
    }

    /** The owner of a device that is somebody's. */
    Optional<UserModel> owner(String deviceId) {
        return Texts.isPlain(deviceId, Texts.ID_LENGTH)
                ? new RealmDevices(session, realm).owner(deviceId)
                : Optional.empty();
    }

    /**
     * The user whom a request means, if the caller may manage them.
     *
     * @param userId reads the id from the request, or refuses the request
     */
    UserModel managedUser(Supplier<String> userId) {
        UserModel user;
        try {
            user = user(userId.get()).orElseThrow(() -> unknown("No user has this id"));
        } catch (WebApplicationException refusal) {
            throw users.canQuery() ? refusal : new ForbiddenException();
        }
        requireManage(user);
        return user;
    }

    void requireManage(UserModel user) {
        users.requireManage(user);
        requireOptedIn();
    }

    void requireView(UserModel user) {
        users.requireView(user);
        requireOptedIn();
    }

    Optional<UserModel> user(String userId) {
        return Optional.ofNullable(session.users().getUserById(realm, userId));
    }

    /** The refusal for what is not there: it tells nothing to those who may not look for users. */
    RuntimeException unknown(String message) {
        return users.canQuery() ? Refusal.noSuchEntity(message) : new ForbiddenException();
    }

    private void requireOptedIn() {
        if (!MfaPolicy.of(realm).optedIn()) {
            throw Refusal.noSuchEntity("This realm has no MFA devices: its required action " + MfaPolicy.REQUIRED_ACTION
                    + " is not enabled");
        }
    }
}
