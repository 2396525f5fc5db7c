package io.iammfa.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** The tags of one user's devices. */
final class JpaTags {

    private final EntityManager em;
    private final String realmId;
    private final String userId;

    JpaTags(EntityManager em, String realmId, String userId) {
        this.em = em;
        this.realmId = realmId;
        this.userId = userId;
    }

    List<DeviceTag> of(String credentialId) {
        return em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.DeviceTag(t.tagKey, t.tagValue) from MfaDeviceTagEntity t
                        where t.realmId = :realmId and t.userId = :userId and t.credentialId = :credentialId""",
                        DeviceTag.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", userId)
                .setParameter("credentialId", credentialId)
                .getResultStream()
                .sorted(DeviceTag.ORDER)
                .toList();
    }

    void save(String credentialId, DeviceTag tag) {
        MfaDeviceTagEntity.Key key = key(credentialId, tag.key());
        MfaDeviceTagEntity entity = em.find(MfaDeviceTagEntity.class, key);
        if (entity == null) {
            entity = new MfaDeviceTagEntity(key);
            entity.set(tag);
            em.persist(entity);
        } else {
            entity.set(tag);
        }
    }

    void remove(String credentialId, String key) {
        Optional.ofNullable(em.find(MfaDeviceTagEntity.class, key(credentialId, key)))
                .ifPresent(em::remove);
    }

    private MfaDeviceTagEntity.Key key(String credentialId, String key) {
        return new MfaDeviceTagEntity.Key(realmId, userId, credentialId, DeviceTag.keyDigest(key));
    }
}
