package io.iammfa.keycloak.store;

import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** What was done to one user's devices lately, as long as it can be taken back. Whoever writes has locked the owner first. */
public interface Quarantine {

    void add(ChangeRow change);

    /** A change of this user's devices as it is now; the id may be any text that the database can be asked for. */
    Optional<ChangeRow> find(String changeId);

    /**
     * The last change of that kind, by its id.
     *
     * @param credentialId of that device, or else of several; null for several alone
     */
    Optional<String> last(String operation, String credentialId);

    /** Whether a device came by a change that was taken back. */
    boolean isDisavowed(String credentialId);

    /** Notes that a change was taken back, and wipes what it took away. */
    void disavowed(String changeId, long moment);

    /** Wipes what is older than a moment, of all realms. */
    static void wipe(KeycloakSession session, long before) {
        session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("delete from MfaQuarantineEntity q where q.madeAt < :before")
                .setParameter("before", before)
                .executeUpdate();
    }
}
