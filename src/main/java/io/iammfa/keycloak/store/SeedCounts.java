package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** How many seeds of a realm are stored under which key; the empty key stands for clear text. */
public final class SeedCounts {

    /** Where the key's id begins in Keycloak's secret data, of which the database counts the characters from 1. */
    private static final String OF_SECRET = keyFrom("c.secretData", 16);

    private static final String OF_SEED = keyFrom("t.seed", 6);

    private final EntityManager em;
    private final String realmId;

    public SeedCounts(KeycloakSession session, String realmId) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realmId;
    }

    private static String keyFrom(String column, int position) {
        // short enough for a database that does not group by large texts
        String start = "cast(substring(" + column + ", " + position + ", 64) as String)";
        return "substring(" + start + ", 1, locate(':', " + start + ") - 1)";
    }

    /** Of users' devices, wherever the users live. */
    public Map<String, Long> devices() {
        Map<String, Long> counts = new HashMap<>();
        for (String from : List.of(
                "CredentialEntity c where c.user.realmId = :realmId",
                "FederatedUserCredentialEntity c where c.realmId = :realmId")) {
            String seeds = from + " and c.type = 'otp'";
            count(counts, seeds, OF_SECRET, "c.secretData like '{\"value\":\"mfa1:%:%'");
        }
        return counts;
    }

    /** Of the inventory. */
    public Map<String, Long> tokens() {
        Map<String, Long> counts = new HashMap<>();
        count(
                counts,
                "MfaTokenEntity t where t.realmId = :realmId and t.seed is not null",
                OF_SEED,
                "t.seed like 'mfa1:%:%'");
        return counts;
    }

    private void count(Map<String, Long> counts, String from, String key, String sealed) {
        long all = em.createQuery("select count(*) from " + from, Long.class)
                .setParameter("realmId", realmId)
                .getSingleResult();
        List<Object[]> found = em.createQuery(
                        "select " + key + ", count(*) from " + from + " and " + sealed + " group by " + key,
                        Object[].class)
                .setParameter("realmId", realmId)
                .getResultList();
        for (Object[] row : found) {
            counts.merge((String) row[0], (Long) row[1], Long::sum);
            all -= (Long) row[1];
        }
        if (all > 0) {
            counts.merge("", all, Long::sum);
        }
    }

    /** What is kept of users' changes and holds seeds. */
    public Stream<Kept> changes() {
        return em.createQuery(
                        """
                        select q.userId, q.content from MfaQuarantineEntity q
                        where q.realmId = :realmId and q.content like '%"secretData":"%'""",
                        Object[].class)
                .setParameter("realmId", realmId)
                .getResultStream()
                .map(row -> new Kept((String) row[0], (String) row[1]));
    }

    /** A change of a user's. */
    public record Kept(String userId, String content) {

        @Override
        public String toString() {
            return "Kept[" + userId + "]";
        }
    }
}
