package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.store.DatabaseText;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Who the owners of devices are, without bringing anybody into Keycloak's own table: a storage that is asked for a user
 * may do that, and LDAP does.
 */
final class Owners {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Storages storages;

    Owners(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.storages = new Storages(session, realm);
    }

    /**
     * The ids that a user of that name may have: the one in Keycloak's own table, and those of users who stay in a
     * storage that knows them by their names, as Keycloak's storages do. A directory has names in its own case.
     */
    Set<String> named(String username) {
        Set<String> ids = new TreeSet<>();
        if (DatabaseText.holds(DatabaseText.Place.USERNAMES, username)) {
            new DeviceCatalog(session, realm.getId()).userNamed(username).ifPresent(ids::add);
        }
        storages.all().forEach(storage -> {
            ids.add(StorageId.keycloakId(storage, username));
            ids.add(StorageId.keycloakId(storage, username.toLowerCase(Locale.ROOT)));
            if (storages.isHarmless(storage)) {
                // for the id that the name would have a directory answers with the one that the user has
                userIfReachable(StorageId.keycloakId(storage, username))
                        .map(UserModel::getId)
                        .ifPresent(ids::add);
            }
        });
        return ids;
    }

    /** The ids of the user whom a text means: their id, or their name. */
    Set<String> of(String idOrName) {
        Set<String> ids = named(idOrName);
        ids.add(idOrName);
        return ids;
    }

    /**
     * The user of an id that a device is stored under, if it still is a user's.
     *
     * @throws RuntimeException as a storage that can't be reached throws it
     */
    Optional<UserModel> user(String userId) {
        StorageId id = new StorageId(userId);
        if (!id.isLocal()) {
            ComponentModel storage = realm.getComponent(id.getProviderId());
            if (storage == null || storages.imports(storage)) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(session.users().getUserById(realm, userId));
    }

    /** The same, or nobody while their storage can't be reached. */
    Optional<UserModel> userIfReachable(String userId) {
        StorageId id = new StorageId(userId);
        return id.isLocal() ? user(userId) : storages.ask(id.getProviderId(), () -> user(userId));
    }

    /**
     * The name of an owner, or nothing where nobody knows it.
     *
     * @param known what Keycloak's own table has, or null for a user who is not there
     */
    String name(String userId, String known) {
        if (known != null) {
            return known;
        }
        StorageId id = new StorageId(userId);
        ComponentModel storage = id.isLocal() ? null : realm.getComponent(id.getProviderId());
        if (storage == null) {
            return "";
        }
        if (storages.imports(storage)) {
            // it did not import its users when this one got the device, and would now
            return id.getExternalId();
        }
        return userIfReachable(userId).map(UserModel::getUsername).orElse("");
    }
}
