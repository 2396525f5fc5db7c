package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevice;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.device.Pending;
import io.iammfa.keycloak.form.QrCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Devices as this API shows them. Times are ISO 8601 in UTC. */
final class DeviceJson {

    private DeviceJson() {}

    static Map<String, Object> of(RealmDevice device) {
        return of(device.device(), device.userId(), device.username(), device.tags());
    }

    static Map<String, Object> of(MfaDevice device, UserModel owner, Map<String, String> tags) {
        return of(device, owner.getId(), owner.getUsername(), tags);
    }

    private static Map<String, Object> of(MfaDevice device, String userId, String username, Map<String, String> tags) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", device.id());
        json.put("userId", userId);
        json.put("username", username);
        json.put("name", device.name());
        json.put("kind", device.kind());
        json.put("createdAt", text(device.createdAt()));
        json.put("lastUsedAt", text(device.lastUsedAt()));
        json.put("clockDriftSeconds", device.clockDriftSeconds());
        json.put("tags", tags);
        if (device.serialNumber() != null) {
            json.put("serialNumber", device.serialNumber());
        }
        if (device.key() != null) {
            json.put("aaguid", device.key().aaguid());
            json.put("transports", device.key().transports().stream().sorted().toList());
        }
        return json;
    }

    /** A pending device without its secret. */
    static Map<String, Object> of(Pending pending, UserModel owner, Instant expiresAt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", pending.id());
        json.put("userId", owner.getId());
        json.put("username", owner.getUsername());
        json.put("name", pending.name().value());
        json.put("kind", pending.device().type());
        json.put("tags", pending.tags());
        json.put("expiresAt", text(expiresAt));
        return json;
    }

    /** A pending device with its secret: for the call that creates it, and for no event. */
    static Map<String, Object> withSecret(PendingDevices.Kept kept, RealmModel realm, UserModel owner) {
        Map<String, Object> json = of(kept.pending(), owner, kept.expiresAt());
        NewDevice device = kept.pending().device();
        String uri = device.otpauthUri(realm, owner);
        json.put("secret", device.secret());
        json.put("otpauthUri", uri);
        // a name that is too long for a picture leaves the secret and the URI
        json.put("qrCode", QrCode.png(uri).orElse(null));
        return json;
    }

    private static String text(Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
