package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevices;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.MfaDevices;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What calls have in common that read and change the devices of one user. */
record DeviceCall(KeycloakSession session, RealmModel realm, Caller caller, ChangeEvents events) {

    MfaDevices devices(UserModel owner) {
        return new MfaDevices(session, realm, owner);
    }

    PendingDevices pendings() {
        return new PendingDevices(session, realm);
    }

    Map<String, Object> describe(UserModel owner, MfaDevice device) {
        return DeviceJson.of(device, owner, devices(owner).tags(device.id()).orElse(Map.of()));
    }

    WebApplicationException gone() {
        return caller.unknown("No device has this id");
    }

    /** A call for a device, which may be pending. */
    Response forDevice(String deviceId, Supplier<Response> call) {
        return answer(
                call,
                realmDevices -> realmDevices.isThere(deviceId)
                        || pendings()
                                .find(deviceId)
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
