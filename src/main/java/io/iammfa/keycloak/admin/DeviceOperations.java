package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import io.iammfa.keycloak.policy.UserPolicy;
import io.iammfa.keycloak.seed.MissingSeedKey;
import io.iammfa.keycloak.totp.ConsecutiveCodes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * What admins do with the devices of a realm's users, whatever they do it by: the rights, the rules and the events in one
 * place. What can't be done is a {@link Refusal}.
 */
public record DeviceOperations(KeycloakSession session, RealmModel realm, Caller caller, ChangeEvents events) {

    /**
     * The operations of one request.
     *
     * @param auth the permissions of who asks
     * @param adminEvent as Keycloak prepares it for who asks
     */
    public static DeviceOperations of(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        return new DeviceOperations(
                session, realm, new Caller(session, realm, auth), new ChangeEvents(session, realm, adminEvent));
    }

    /** The devices of a user whom the caller may at least view. */
    public MfaDevices devices(UserModel owner) {
        return new MfaDevices(session, realm, owner);
    }

    /** A device whose user the caller may manage; the id may be any text. */
    public ManagedDevice managed(String deviceId) {
        return new ManagedDevice(this, caller.managedOwner(deviceId), deviceId);
    }

    /** A device that is pending, or may be; the id may be any text. */
    public PendingDevice pending(String deviceId) {
        return new PendingDevice(this, deviceId);
    }

    /**
     * Prepares a device for a user whom the caller may manage.
     *
     * @param replacedId the device whose place it is to take, also at the limit, or null for none
     * @param sessionId the session of the admin whose pages may show the secret, or null for none
     */
    public PendingDevices.Kept create(
            UserModel owner, DeviceName name, Map<String, String> tags, String replacedId, String sessionId) {
        requirePlace(owner, name, replacedId);
        PendingDevices.Kept kept = sealing(() -> pendings().create(owner.getId(), name, tags, replacedId, sessionId));
        events.admin(OperationType.CREATE, kept.pending().id(), DeviceJson.of(kept.pending(), owner, kept.expiresAt()));
        return kept;
    }

    /**
     * Refuses a device for which its owner has no place as things are; whether there still is one is decided again when it
     * is assigned.
     *
     * @param replacedId the device whose place it is to take, also at the limit, or null for none
     */
    public void requirePlace(UserModel owner, DeviceName name, String replacedId) {
        MfaDevices devices = devices(owner);
        if (replacedId != null && devices.find(replacedId).isEmpty()) {
            throw Refusal.nothingToReplace();
        }
        if (replacedId == null && devices.isFull()) {
            throw Refusal.tooManyDevices(UserPolicy.of(realm, owner).policy().maxDevices());
        }
        if (devices.owns(name, replacedId)) {
            throw Refusal.nameTaken();
        }
    }

    PendingDevices pendings() {
        return new PendingDevices(session, realm);
    }

    /** The pending device of an id, which may be any text. */
    Optional<PendingDevices.Kept> kept(String id) {
        return sealing(() -> pendings().find(id));
    }

    Map<String, Object> describe(UserModel owner, MfaDevice device) {
        return DeviceJson.of(device, owner, devices(owner).tags(device.id()).orElse(Map.of()));
    }

    /** Refuses a device for whom Keycloak could not keep it. */
    static void requirePerson(UserModel user) {
        if (user.getServiceAccountClientLink() != null) {
            throw Refusal.validation("userId", "a person; Keycloak keeps no credentials for a service account");
        }
    }

    /** Why a device was not assigned. */
    RuntimeException refused(UserModel owner, Assigned result) {
        if (!(result instanceof Assigned.Refused refused)) {
            return Refusal.enabledAlready();
        }
        return switch (refused.reason()) {
            case CODES -> Refusal.codes(refused.codes());
            case TOKEN, TOO_MANY_TRIES -> Refusal.codes(ConsecutiveCodes.Reason.NO_MATCH);
            case LIMIT_REACHED ->
                Refusal.tooManyDevices(UserPolicy.of(realm, owner).policy().maxDevices());
            case NAME_TAKEN -> Refusal.nameTaken();
            case TYPE_NOT_ALLOWED -> Refusal.typeNotAllowed();
            case PROOF_MISSING -> Refusal.proofMissing();
            case NOTHING_TO_REPLACE -> Refusal.nothingToReplace();
        };
    }

    /** Does what stores or compares a seed. */
    <T> T sealing(Supplier<T> work) {
        try {
            return work.get();
        } catch (MissingSeedKey missing) {
            session.getTransactionManager().setRollbackOnly();
            throw SeedRefusals.unavailable();
        }
    }

    Refusal gone() {
        return caller.unknown("No device has this id");
    }

    /** A call for a device, which may be pending. */
    Response forDevice(String deviceId, Supplier<Response> call) {
        return answer(
                call,
                realmDevices -> realmDevices.isThere(deviceId)
                        || kept(deviceId)
                                .filter(kept -> realmDevices.hasUser(kept.userId()))
                                .isPresent());
    }

    /** A call for a user. */
    Response forUser(String userId, Supplier<Response> call) {
        return answer(call, realmDevices -> realmDevices.hasUser(userId));
    }

    /** Keycloak has no words of its own for a user who is deleted while a call reads or changes what is theirs. */
    private Response answer(Supplier<Response> call, Predicate<RealmDevices> stillThere) {
        try {
            return call.get();
        } catch (WebApplicationException refusal) {
            throw refusal;
        } catch (RuntimeException failure) {
            boolean there = KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(), own -> stillThere.test(realmDevices(own)));
            if (there) {
                throw failure;
            }
            session.getTransactionManager().setRollbackOnly();
            throw gone();
        }
    }

    private RealmDevices realmDevices(KeycloakSession own) {
        RealmModel sameRealm = own.realms().getRealm(realm.getId());
        own.getContext().setRealm(sameRealm);
        return new RealmDevices(own, sameRealm);
    }
}
