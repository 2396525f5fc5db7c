package io.iammfa.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/**
 * A row of {@code MFA_DEVICE_TAG}. The database deletes it together with the device's row. Keys and values are compared by
 * their digests, since databases have rules of their own for upper and lower case, accents and spaces at the end.
 */
@Entity
@Table(name = "MFA_DEVICE_TAG")
@IdClass(MfaDeviceTagEntity.Key.class)
public class MfaDeviceTagEntity {

    /** A tag's key is unique for its device, without regard to case. */
    public record Key(String realmId, String userId, String credentialId, String keyDigest) implements Serializable {}

    @Id
    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Id
    @Column(name = "USER_ID", nullable = false)
    private String userId;

    @Id
    @Column(name = "CREDENTIAL_ID", nullable = false)
    private String credentialId;

    @Id
    @Column(name = "KEY_DIGEST", length = 64, nullable = false)
    private String keyDigest;

    @Column(name = "VALUE_DIGEST", length = 64, nullable = false)
    private String valueDigest;

    @Column(name = "TAG_KEY", length = 128, nullable = false)
    private String tagKey;

    @Column(name = "TAG_VALUE", length = 256)
    private String tagValue;

    protected MfaDeviceTagEntity() {}

    MfaDeviceTagEntity(Key key) {
        this.realmId = key.realmId();
        this.userId = key.userId();
        this.credentialId = key.credentialId();
        this.keyDigest = key.keyDigest();
    }

    void set(DeviceTag tag) {
        this.tagKey = tag.key();
        this.tagValue = tag.value();
        this.valueDigest = tag.valueDigest();
    }
}
