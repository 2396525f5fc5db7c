package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The inventory of a realm's hardware tokens. Everything runs in the session's transaction. Who changes a token that has an
 * owner has locked the owner first, and then the token.
 */
public final class TokenStore {

    private static final int STATEMENTS_AT_ONCE = 100;

    private final EntityManager em;
    private final String realmId;

    public TokenStore(KeycloakSession session, String realmId) {
        this(session.getProvider(JpaConnectionProvider.class).getEntityManager(), realmId);
    }

    TokenStore(EntityManager em, String realmId) {
        this.em = em;
        this.realmId = realmId;
    }

    /**
     * Which tokens a list is to have; null where a filter is not used.
     *
     * @param search the beginning of the serial number, without regard to case
     */
    public record Filter(String state, String search, String model, String userId) {}

    private MfaTokenEntity.Key key(String serial) {
        return new MfaTokenEntity.Key(realmId, TokenRow.key(serial));
    }

    /** A token as it is, perhaps, a moment ago; the serial number may be any text that the database can be asked for. */
    public Optional<TokenRow> find(String serial) {
        return one("t.serialKey = :value", TokenRow.key(serial));
    }

    /** The token that a device is. */
    public Optional<TokenRow> ofDevice(String credentialId) {
        return one("t.credentialId = :value", credentialId);
    }

    private Optional<TokenRow> one(String condition, String value) {
        return em.createQuery(
                        "select t from MfaTokenEntity t where t.realmId = :realmId and " + condition,
                        MfaTokenEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("value", value)
                .getResultStream()
                .map(this::read)
                .findFirst();
    }

    /** As it stands in the database, whatever this session remembers. */
    private TokenRow read(MfaTokenEntity entity) {
        TokenRow row = entity.row();
        em.detach(entity);
        return row;
    }

    /** A token, once every other transaction that has locked it has ended. */
    public Optional<TokenRow> lock(String serial) {
        return Optional.ofNullable(em.find(MfaTokenEntity.class, key(serial), LockModeType.PESSIMISTIC_WRITE))
                .map(MfaTokenEntity::row);
    }

    /** Writes a token, which was locked or is new. */
    public void save(TokenRow row) {
        MfaTokenEntity.Key key = key(row.serial());
        MfaTokenEntity entity = em.find(MfaTokenEntity.class, key);
        if (entity == null) {
            entity = new MfaTokenEntity(key);
            entity.set(row);
            em.persist(entity);
        } else {
            entity.set(row);
        }
    }

    public void remove(String serial) {
        Optional.ofNullable(em.find(MfaTokenEntity.class, key(serial))).ifPresent(em::remove);
    }

    /** Those of some serial numbers that are known, by the folded serial number. */
    public Map<String, TokenRow> known(Collection<String> serials) {
        Map<String, TokenRow> known = new HashMap<>();
        em.createQuery(
                        "select t from MfaTokenEntity t where t.realmId = :realmId and t.serialKey in (:keys)",
                        MfaTokenEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("keys", serials.stream().map(TokenRow::key).toList())
                .getResultStream()
                .map(this::read)
                .forEach(row -> known.put(TokenRow.fold(row.serial()), row));
        return known;
    }

    /** Adds tokens that are new, and forgets them, so that any number of them can follow. */
    public void add(List<TokenRow> rows) {
        em.unwrap(Session.class).setJdbcBatchSize(STATEMENTS_AT_ONCE);
        List<MfaTokenEntity> entities = new ArrayList<>();
        for (TokenRow row : rows) {
            MfaTokenEntity entity = new MfaTokenEntity(key(row.serial()));
            entity.set(row);
            em.persist(entity);
            entities.add(entity);
        }
        em.flush();
        entities.forEach(em::detach);
    }

    /**
     * A page in the order of the serial numbers, folded.
     *
     * @param after the folded serial number after which it begins, or null for the first page
     */
    public List<TokenRow> page(Filter filter, String after, int first, int max) {
        StringBuilder query = new StringBuilder("select t from MfaTokenEntity t where t.realmId = :realmId");
        Map<String, Object> parameters = new HashMap<>();
        add(query, parameters, " and t.state = :state", "state", filter.state());
        add(query, parameters, " and t.model = :model", "model", filter.model());
        add(query, parameters, " and t.userId = :userId", "userId", filter.userId());
        add(query, parameters, " and t.serialFolded > :after", "after", after);
        if (filter.search() != null) {
            String pattern = TokenRow.fold(filter.search()).replaceAll("[!%_]", "!$0") + "%";
            add(query, parameters, " and t.serialFolded like :search escape '!'", "search", pattern);
        }
        TypedQuery<MfaTokenEntity> tokens = em.createQuery(query + " order by t.serialFolded", MfaTokenEntity.class)
                .setParameter("realmId", realmId)
                .setFirstResult(first)
                .setMaxResults(max);
        parameters.forEach(tokens::setParameter);
        return tokens.getResultStream().map(this::read).toList();
    }

    private static void add(
            StringBuilder query, Map<String, Object> parameters, String condition, String name, Object value) {
        if (value != null) {
            query.append(condition);
            parameters.put(name, value);
        }
    }

    /** Whether the realm has any token in one of these states. */
    public boolean any(Collection<String> states) {
        return !em.createQuery(
                        "select t.serialKey from MfaTokenEntity t where t.realmId = :realmId and t.state in (:states)",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("states", states)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
