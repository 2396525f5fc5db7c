package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.policy.MfaPolicy;
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
 * Keycloak's users, who may not even look for any learns nothing of what there is. On devices of their own
 * {@link OwnDevices} has a word, too.
 */
public final class Caller {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final UserPermissionEvaluator users;
    private final OwnDevices own;

    Caller(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.users = auth.users();
        this.own = new OwnDevices(session, realm, auth.adminAuth());
    }

    /** Refuses whoever may not look for users; what they find is another matter. */
    public void requireQuery() {
        require(queries());
    }

    /** Whether the caller may look for users. */
    public boolean queries() {
        return users.canQuery();
    }

    /** Refuses whoever may not view each and every user. */
    public void requireViewOfAll() {
        require(viewsAll());
    }

    /** Refuses whoever may not change users; whom they may change is another matter. */
    void requireManagement() {
        require(managesSome());
    }

    /** Whether the caller may change users, if perhaps only some of them. */
    boolean managesSome() {
        return users.canQuery() && (users.canManage() || realm.isAdminPermissionsEnabled());
    }

    /** Refuses whoever may not change the realm. */
    public void requireRealm() {
        require(keepsInventory());
    }

    /** Whether the caller may change the realm, and so what tokens it has. */
    public boolean keepsInventory() {
        return auth.realm().canManageRealm();
    }

    /** Refuses whoever may neither change the realm nor view each and every user. */
    void requireInventory() {
        require(seesInventory());
    }

    /** Whether the caller may see the realm's hardware tokens. */
    public boolean seesInventory() {
        return keepsInventory() || viewsAll();
    }

    void requireView(UserModel user) {
        require(users.canView(user));
    }

    /** Refuses whoever may not change the devices of this user. */
    void requireManage(UserModel user) {
        require(users.canManage(user));
        own.requireProof(user);
    }

    /** Whether the caller may change the devices of this user, a proof of their own where they are their own aside. */
    public boolean manages(UserModel user) {
        return users.canManage(user);
    }

    /** Whether the user is the caller, or an admin who acts as the caller. */
    boolean isOrActsFor(UserModel user) {
        return own.isCallerOrBehind(user);
    }

    /** The user of an id that may be any text, if the caller may view them. */
    public UserModel viewedUser(String userId) {
        UserModel user = known(userId);
        requireView(user);
        return user;
    }

    /** Every refusal has a body: to find one, Keycloak 26.4 reads headers and fails on those that can't be parsed. */
    private void require(boolean allowed) {
        if (!allowed) {
            throw Refusal.forbidden();
        }
        if (!MfaPolicy.of(realm).optedIn()) {
            throw Refusal.notOptedIn();
        }
    }

    /** Whether the caller may add a device to those that a user has already. */
    boolean proves(UserModel owner) {
        return own.proves(owner);
    }

    /**
     * Whether the caller may view each and every user. A fine-grained permission for all users does not say so: another
     * one may deny some of them.
     */
    public boolean viewsAll() {
        return auth.hasOneAdminRole(AdminRoles.MANAGE_USERS, AdminRoles.VIEW_USERS)
                || users.canView() && !realm.isAdminPermissionsEnabled();
    }

    /** A user whom the caller may view, or nobody. */
    Predicate<String> views() {
        Map<String, Boolean> known = new HashMap<>();
        RealmDevices devices = new RealmDevices(session, realm);
        return userId -> known.computeIfAbsent(
                userId, id -> devices.listed(id).filter(users::canView).isPresent());
    }

    /** The owner of a device, if the caller may view them. */
    UserModel viewedOwner(String deviceId) {
        UserModel owner = owner(deviceId).orElseThrow(() -> unknown("No device has this id"));
        requireView(owner);
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

    /** The same, whatever this node has in its cache. */
    Optional<UserModel> ownerNow(String deviceId) {
        return Texts.isPlain(deviceId, Texts.ID_LENGTH)
                ? new RealmDevices(session, realm).ownerNow(deviceId)
                : Optional.empty();
    }

    /** The user of an id, if the caller may manage them. */
    public UserModel managedUser(String userId) {
        UserModel user = known(userId);
        requireManage(user);
        return user;
    }

    private UserModel known(String userId) {
        return user(userId).orElseThrow(() -> unknown("No user has this id"));
    }

    /** The user of an id, which may be any text. */
    Optional<UserModel> user(String userId) {
        return Texts.isUserId(userId)
                ? Optional.ofNullable(session.users().getUserById(realm, userId))
                : Optional.empty();
    }

    /** Reads a request; what is wrong with it tells nothing to those who may not look for users. */
    <T> T read(Supplier<T> request) {
        try {
            return request.get();
        } catch (Refusal refusal) {
            throw users.canQuery() ? refusal : Refusal.forbidden();
        }
    }

    /** The refusal for what is not there: it tells nothing to those who may not look for users. */
    Refusal unknown(String message) {
        return users.canQuery() ? Refusal.noSuchEntity(message) : Refusal.forbidden();
    }
}
