package io.iammfa.keycloak.catalog;

import io.iammfa.keycloak.store.DatabaseText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;

/**
 * Who the owners of devices are, without bringing anybody into Keycloak's own table: a storage that is asked for a user
 * may do that, and LDAP does.
 */
final class Owners {

    private final KeycloakSession session;
    private final RealmModel realm;

    Owners(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * The ids that a user of that name may have: the one in Keycloak's own table, and those of users who stay in a
     * storage that knows them by their names, as Keycloak's storages do.
     */
    List<String> named(String username) {
        Set<String> names = new TreeSet<>(List.of(username, username.toLowerCase(Locale.ROOT)));
        List<String> ids = new ArrayList<>();
        if (DatabaseText.holds(DatabaseText.Place.USERNAMES, username)) {
            new DeviceCatalog(session, realm.getId()).userNamed(username).ifPresent(ids::add);
        }
        realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
                .forEach(storage -> names.forEach(name -> ids.add(StorageId.keycloakId(storage, name))));
        return ids;
    }

    /** The ids of the user whom a text means: their id, or their name. */
    List<String> of(String idOrName) {
        List<String> ids = named(idOrName);
        ids.add(idOrName);
        return ids;
    }

    /**
     * The name of an owner.
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
        if (Boolean.parseBoolean(storage.get(UserStorageProviderModel.IMPORT_ENABLED))) {
            // it did not import its users when this one got the device, and would now
            return id.getExternalId();
        }
        UserModel user = session.users().getUserById(realm, userId);
        return user == null ? "" : user.getUsername();
    }
}
