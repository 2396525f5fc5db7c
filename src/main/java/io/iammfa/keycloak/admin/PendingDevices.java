package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.device.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Devices that admins have created and not enabled yet. They live in Keycloak's single-use objects, which all nodes share
 * and which vanish by themselves; nothing of them is on the user.
 */
final class PendingDevices {

    /** How long a pending device can be enabled. */
    static final Duration LIFESPAN = Duration.ofMinutes(15);

    private static final String KEY = "mfa-pending-device.";
    private static final String REALM = "realm";
    private static final String USER = "user";
    private static final String DEVICE = "device";
    private static final String NAME = "name";
    private static final String TAGS = "tags";
    private static final String EXPIRES = "expires";

    /** A pending device as it is kept. */
    record Kept(Pending pending, String userId, Instant expiresAt) {}

    private final RealmModel realm;
    private final SingleUseObjectProvider objects;

    PendingDevices(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.objects = session.singleUseObjects();
    }

    /** Keeps a new device with a fresh secret. */
    Kept create(String userId, DeviceName name, Map<String, String> tags) {
        Pending pending =
                new Pending(KeycloakModelUtils.generateId(), NewDevice.under(realm.getOTPPolicy()), name, tags);
        Instant expiresAt = Instant.ofEpochSecond(Time.currentTime()).plus(LIFESPAN);
        objects.put(
                KEY + pending.id(),
                LIFESPAN.toSeconds(),
                Map.of(
                        REALM, realm.getId(),
                        USER, userId,
                        DEVICE, pending.device().serialize(),
                        NAME, name.value(),
                        TAGS, Json.write(tags),
                        EXPIRES, String.valueOf(expiresAt.getEpochSecond())));
        return new Kept(pending, userId, expiresAt);
    }

    /** The pending device of an id, which may be any text. */
    Optional<Kept> find(String id) {
        return Optional.ofNullable(objects.get(KEY + id)).filter(this::isUsable).map(notes -> read(id, notes));
    }

    /** Forgets a pending device; of several who ask for it one alone is told that it was there. */
    boolean remove(String id) {
        return Optional.ofNullable(objects.remove(KEY + id))
                .filter(this::isUsable)
                .isPresent();
    }

    private boolean isUsable(Map<String, String> notes) {
        return realm.getId().equals(notes.get(REALM)) && Time.currentTime() < Long.parseLong(notes.get(EXPIRES));
    }

    private static Kept read(String id, Map<String, String> notes) {
        Pending pending = new Pending(
                id,
                NewDevice.deserialize(notes.get(DEVICE)),
                new DeviceName(notes.get(NAME)),
                Json.readTexts(notes.get(TAGS)));
        return new Kept(pending, notes.get(USER), Instant.ofEpochSecond(Long.parseLong(notes.get(EXPIRES))));
    }
}
