package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.NewDevice;
import io.iammfa.keycloak.device.Pending;
import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Devices that admins have created and not enabled yet. They live in Keycloak's single-use objects, which all nodes share
 * and which vanish by themselves; nothing of them is on the user.
 */
public final class PendingDevices {

    /** How long a pending device can be enabled. */
    static final Duration LIFESPAN = Duration.ofMinutes(15);

    private static final String KEY = "mfa-pending-device.";
    private static final String REALM = "realm";
    private static final String USER = "user";
    private static final String DEVICE = "device";
    private static final String NAME = "name";
    private static final String TAGS = "tags";
    private static final String REPLACED = "replaced";
    private static final String SESSION = "session";
    private static final String EXPIRES = "expires";

    /**
     * A pending device as it is kept.
     *
     * @param replacedId the device whose place it is to take, or null for none
     * @param sessionId the session of the admin whose pages may show the secret, or null for none
     */
    public record Kept(Pending pending, String userId, String replacedId, String sessionId, Instant expiresAt) {}

    private final KeycloakSession session;
    private final RealmModel realm;
    private final SingleUseObjectProvider objects;

    PendingDevices(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.objects = session.singleUseObjects();
    }

    /**
     * Keeps a new device with a fresh secret.
     *
     * @throws io.iammfa.keycloak.seed.MissingSeedKey where the realm's key for seeds is not to be had
     */
    Kept create(String userId, DeviceName name, Map<String, String> tags, String replacedId, String sessionId) {
        Pending pending =
                new Pending(KeycloakModelUtils.generateId(), NewDevice.under(realm.getOTPPolicy()), name, tags);
        Instant expiresAt = Instant.ofEpochSecond(Time.currentTime()).plus(LIFESPAN);
        Map<String, String> notes = new HashMap<>();
        notes.put(REALM, realm.getId());
        notes.put(USER, userId);
        notes.put(DEVICE, pending.device().serialize(seeds(), Place.ofPending(userId)));
        notes.put(NAME, name.value());
        notes.put(TAGS, Json.write(tags));
        notes.put(EXPIRES, String.valueOf(expiresAt.getEpochSecond()));
        if (replacedId != null) {
            notes.put(REPLACED, replacedId);
        }
        if (sessionId != null) {
            notes.put(SESSION, sessionId);
        }
        objects.put(KEY + pending.id(), LIFESPAN.toSeconds(), notes);
        return new Kept(pending, userId, replacedId, sessionId, expiresAt);
    }

    /**
     * The pending device of an id, which may be any text.
     *
     * @throws io.iammfa.keycloak.seed.MissingSeedKey where the key that sealed its secret is not to be had
     */
    Optional<Kept> find(String id) {
        return Optional.ofNullable(objects.get(KEY + id)).filter(this::isUsable).map(notes -> read(id, notes));
    }

    /** Forgets a pending device; of several who ask for it one alone is told that it was there. */
    boolean remove(String id) {
        return Optional.ofNullable(objects.remove(KEY + id))
                .filter(this::isUsable)
                .isPresent();
    }

    /** Forgets a pending device when what this request did is stored: until then others find it here, and then there. */
    void removeAfterwards(String id) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(), own -> new PendingDevices(own, realm).remove(id));
            }

            @Override
            protected void rollbackImpl() {}
        });
    }

    private boolean isUsable(Map<String, String> notes) {
        return realm.getId().equals(notes.get(REALM)) && Time.currentTime() < Long.parseLong(notes.get(EXPIRES));
    }

    private Seeds seeds() {
        return Seeds.of(session, realm);
    }

    private Kept read(String id, Map<String, String> notes) {
        Pending pending = new Pending(
                id,
                NewDevice.deserialize(notes.get(DEVICE), seeds(), Place.ofPending(notes.get(USER))),
                new DeviceName(notes.get(NAME)),
                Json.readTexts(notes.get(TAGS)));
        return new Kept(
                pending,
                notes.get(USER),
                notes.get(REPLACED),
                notes.get(SESSION),
                Instant.ofEpochSecond(Long.parseLong(notes.get(EXPIRES))));
    }
}
