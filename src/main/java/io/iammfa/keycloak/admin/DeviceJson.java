package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.catalog.RealmDevice;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.Pending;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.models.UserModel;

/** Devices as this API shows them. Times are ISO 8601 in UTC. */
final class DeviceJson {

    /** The fields that a device is shown with. */
    static final String[] FIELDS = {
        "id",
        "userId",
        "username",
        "name",
        "kind",
        "createdAt",
        "lastUsedAt",
        "clockDriftSeconds",
        "tags",
        "aaguid",
        "transports"
    };

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

    static String text(Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
