package io.iammfa.keycloak.catalog;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The devices of a realm that have no row in the side table yet, however many there are. */
final class MissingDevices {

    private final EntityManager em;
    private final String realmId;

    MissingDevices(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    /** The name of the user who ends the next lot of users to {@link #fillIn}, or empty if there is none left. */
    Optional<String> lotEnd(String after, int size) {
        TypedQuery<String> query = em.createQuery(
                        "select u.username from UserEntity u where u.realmId = :realmId"
                                + (after == null ? "" : " and u.username > :after") + " order by u.username",
                        String.class)
                .setParameter("realmId", realmId);
        if (after != null) {
            query.setParameter("after", after);
        }
        return query.setFirstResult(size - 1).setMaxResults(1).getResultStream().findFirst();
    }

    /**
     * Gives rows to the devices of some users that have none, in one statement.
     *
     * @param after the name after which the users begin, or null for the first
     * @param upTo the name of the last user, or null for all that are left
     * @throws jakarta.persistence.PersistenceException if another transaction does the same for one of them
     */
    int fillIn(String after, String upTo) {
        Query query = em.createQuery(
                        fillIn("CredentialEntity c join UserEntity u on u.id = c.user.id", "u.realmId", "u.id")
                                + (after == null ? "" : " and u.username > :after")
                                + (upTo == null ? "" : " and u.username <= :upTo"))
                .setParameter("realmId", realmId)
                .setParameter("types", DeviceCatalog.CREDENTIAL_TYPES);
        if (after != null) {
            query.setParameter("after", after);
        }
        if (upTo != null) {
            query.setParameter("upTo", upTo);
        }
        return query.executeUpdate();
    }

    /** The same for the users of storages that leave their credentials to Keycloak. */
    int fillInForeign() {
        return em.createQuery(fillIn("FederatedUserCredentialEntity c", "c.realmId", "c.userId"))
                .setParameter("realmId", realmId)
                .setParameter("types", DeviceCatalog.CREDENTIAL_TYPES)
                .executeUpdate();
    }

    private static String fillIn(String from, String realm, String user) {
        return """
                insert into MfaDeviceEntity(
                    realmId, userId, credentialId, kind, slot, nameKey, searchName, clockDrift, lastStep, lastUsed,
                    proofFailures, proofFailedAt)
                select REALM, USER, c.id,
                    case when c.type = 'webauthn' then 'webauthn'
                        when c.credentialData like '%"subType":"hotp"%' then 'hotp' else 'totp' end,
                    cast(row_number() over (partition by USER order by c.id)
                        + coalesce((select max(r.slot) from MfaDeviceEntity r
                            where r.realmId = :realmId and r.userId = USER), -1) as Integer),
                    c.id, substring(lower(c.userLabel), 1, 255), 0, -1L, 0L, 0, 0L
                from """
                        .replace("REALM", realm)
                        .replace("USER", user)
                + " " + from
                + " where " + realm
                + " = :realmId and c.type in (:types) and not exists (select 1 from MfaDeviceEntity d"
                + " where d.realmId = :realmId and d.userId = " + user + " and d.credentialId = c.id)";
    }
}
