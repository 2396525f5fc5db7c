package io.iammfa.keycloak.catalog;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.user.ImportSynchronization;

/** The user storages of a realm, as one request meets them: one that can't be reached is not asked again by it. */
final class Storages {

    private static final Logger LOG = Logger.getLogger(Storages.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<String> away = new HashSet<>();

    Storages(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    Stream<ComponentModel> all() {
        return realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName());
    }

    /**
     * Whether whom a storage is asked for comes into Keycloak's own table. To Keycloak a setting that is missing means so;
     * a storage that can't import has no such setting.
     */
    boolean imports(ComponentModel storage) {
        String setting = storage.get(UserStorageProviderModel.IMPORT_ENABLED);
        return setting == null ? factory(storage) instanceof ImportSynchronization : Boolean.parseBoolean(setting);
    }

    /** Whether a storage that could import users has been told not to, so that to ask it for any name does no harm. */
    boolean isHarmless(ComponentModel storage) {
        return factory(storage) instanceof ImportSynchronization && !imports(storage);
    }

    private ProviderFactory<?> factory(ComponentModel storage) {
        return session.getKeycloakSessionFactory()
                .getProviderFactory(UserStorageProvider.class, storage.getProviderId());
    }

    /** What a storage answers, or nothing while it can't be reached: a list without some names is better than none. */
    <T> Optional<T> ask(String storageId, Supplier<Optional<T>> question) {
        if (away.contains(storageId)) {
            return Optional.empty();
        }
        try {
            return question.get();
        } catch (RuntimeException e) {
            // whatever a storage throws is of its own making
            away.add(storageId);
            LOG.warnf(e, "Realm '%s': the user storage %s can't be asked for its users", realm.getName(), storageId);
            return Optional.empty();
        }
    }
}
