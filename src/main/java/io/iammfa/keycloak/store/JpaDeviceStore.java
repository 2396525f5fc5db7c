package io.iammfa.keycloak.store;

import io.iammfa.keycloak.seed.Seeds;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * The store in Keycloak's database. Rows are managed entities: Keycloak decides by what Hibernate tells of those whether a
 * commit waits for the disk, so that a bulk statement may be lost with a database that crashes.
 */
public final class JpaDeviceStore implements DeviceStore {

    private final KeycloakSession session;
    private final EntityManager em;
    private final String realmId;
    private final UserModel user;
    private final Credentials credentials;
    private final Seeds seeds;

    /** Whether this request has to see what stands in the database, whatever Keycloak's cache says. */
    private boolean pastTheCache;

    public JpaDeviceStore(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realmId = realm.getId();
        this.user = user;
        this.credentials = new Credentials(em, realmId);
        this.seeds = Seeds.of(session, realm);
    }

    @Override
    public String userId() {
        return user.getId();
    }

    @Override
    public Stored read() {
        // not as entities, which would hide what other transactions have done by the time of the lock
        List<DeviceRow> rows = em.createQuery(
                        """
                        select new io.iammfa.keycloak.store.DeviceRow(
                            d.credentialId, d.kind, d.slot, d.nameKey, d.searchName, d.clockDrift, d.lastStep, d.lastUsed, d.driftDay,
                            d.serial)
                        from MfaDeviceEntity d where d.realmId = :realmId and d.userId = :userId""",
                        DeviceRow.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", user.getId())
                .getResultList();
        return new Stored(OwnerRow.NEW, credentials(), rows);
    }

    @Override
    public List<CredentialModel> credentials() {
        return pastTheCache
                ? credentials.of(user.getId())
                : user.credentialManager().getStoredCredentialsStream().toList();
    }

    @Override
    public Stored lock() {
        pastTheCache = true;
        MfaOwnerEntity owner = new Owners(session, realmId).lock(user.getId());
        List<DeviceRow> rows = em.createQuery(
                        "select d from MfaDeviceEntity d where d.realmId = :realmId and d.userId = :userId",
                        MfaDeviceEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("userId", user.getId())
                // the owner's lock is enough; this one reads what is there, not a snapshot from before that lock
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .map(MfaDeviceEntity::row)
                .toList();
        return new Stored(owner.row(), credentials(), rows);
    }

    @Override
    public OwnerRow owner() {
        return new Owners(session, realmId).known(user.getId());
    }

    @Override
    public void save(OwnerRow row) {
        em.find(MfaOwnerEntity.class, new MfaOwnerEntity.Key(realmId, user.getId()))
                .set(row);
    }

    @Override
    public void save(DeviceRow row) {
        MfaDeviceEntity.Key key = key(row.credentialId());
        MfaDeviceEntity entity = em.find(MfaDeviceEntity.class, key);
        if (entity == null) {
            entity = new MfaDeviceEntity(key);
            entity.set(row);
            em.persist(entity);
        } else {
            entity.set(row);
        }
        // at once: Hibernate would otherwise choose an order of its own, in which slots and names may clash
        em.flush();
    }

    @Override
    public void forget(String credentialId) {
        Optional.ofNullable(em.find(MfaDeviceEntity.class, key(credentialId))).ifPresent(device -> {
            if (device.row().serial() != null) {
                tokens().giveBack(device.row());
            }
            em.remove(device);
        });
        em.flush();
    }

    private MfaDeviceEntity.Key key(String credentialId) {
        return new MfaDeviceEntity.Key(realmId, user.getId(), credentialId);
    }

    @Override
    public CredentialModel create(CredentialModel credential) {
        credentials.forget(user.getId());
        return user.credentialManager().createStoredCredential(credential);
    }

    @Override
    public boolean remove(String credentialId) {
        return isThere(credentialId) && user.credentialManager().removeStoredCredentialById(credentialId);
    }

    @Override
    public boolean label(String credentialId, String label) {
        boolean there = isThere(credentialId);
        if (there) {
            user.credentialManager().updateCredentialLabel(credentialId, label);
        }
        return there;
    }

    @Override
    public void update(CredentialModel credential) {
        if (isThere(credential.getId())) {
            user.credentialManager().updateStoredCredential(credential);
        }
    }

    private boolean isThere(String credentialId) {
        return credentials.forget(user.getId()).contains(credentialId);
    }

    @Override
    public List<DeviceTag> tags(String credentialId) {
        return tags().of(credentialId);
    }

    @Override
    public void tag(String credentialId, DeviceTag tag) {
        tags().save(credentialId, tag);
    }

    @Override
    public void untag(String credentialId, String key) {
        tags().remove(credentialId, key);
    }

    private JpaTags tags() {
        return new JpaTags(em, realmId, user.getId());
    }

    @Override
    public Quarantine quarantine() {
        return new JpaQuarantine(em, realmId, user.getId());
    }

    @Override
    public JpaTokens tokens() {
        return new JpaTokens(em, realmId, user.getId());
    }

    @Override
    public Seeds seeds() {
        return seeds;
    }

    @Override
    public boolean hasCodesElsewhere() {
        return user.credentialManager()
                .getConfiguredUserStorageCredentialTypesStream()
                .anyMatch(OTPCredentialModel.TYPE::equals);
    }
}
