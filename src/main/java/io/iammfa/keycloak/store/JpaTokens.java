package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;

/** The inventory in Keycloak's database, from a user's side. */
final class JpaTokens implements Tokens {

    private static final List<String> WAITING = List.of(TokenRow.AVAILABLE, TokenRow.RETURNED);

    private final EntityManager em;
    private final String realmId;
    private final String userId;

    JpaTokens(EntityManager em, String realmId, String userId) {
        this.em = em;
        this.realmId = realmId;
        this.userId = userId;
    }

    private TokenStore store() {
        return new TokenStore(em, realmId);
    }

    @Override
    public Optional<TokenRow> take(String serial) {
        return store().lock(serial).filter(this::isFree);
    }

    private boolean isFree(TokenRow token) {
        return token.seed() != null
                && token.holdsAt(Time.currentTimeMillis())
                && (WAITING.contains(token.state())
                        || TokenRow.RESERVED.equals(token.state()) && userId.equals(token.userId()));
    }

    @Override
    public void activate(TokenRow token, String credentialId) {
        store().save(token.in(TokenRow.ACTIVE, userId, credentialId));
    }

    /** Takes a token back from this user, with what is known of its clock or counter. */
    void giveBack(DeviceRow device) {
        store().lock(device.serial())
                .filter(token -> device.credentialId().equals(token.credentialId()) && userId.equals(token.userId()))
                .ifPresent(token -> store().save(token.measured(device.clockDrift(), device.lastStep())
                        .in(TokenRow.RETURNED, null, null)));
    }

    /** Takes all tokens back from users who are gone. */
    static void giveBackAll(EntityManager em, String realmId, String users, Object value) {
        List<MfaTokenEntity> tokens = em.createQuery(
                        "select t from MfaTokenEntity t where t.realmId = :realmId and t.userId " + users,
                        MfaTokenEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("users", value)
                .getResultList();
        for (MfaTokenEntity entity : tokens) {
            TokenRow token = entity.row();
            JpaTokens holder = new JpaTokens(em, realmId, token.userId());
            MfaDeviceEntity device = token.credentialId() == null
                    ? null
                    : em.find(
                            MfaDeviceEntity.class,
                            new MfaDeviceEntity.Key(realmId, token.userId(), token.credentialId()));
            if (device != null) {
                holder.giveBack(device.row());
            } else {
                holder.store().save(token.in(token.waiting(), null, null));
            }
        }
        em.flush();
    }
}
