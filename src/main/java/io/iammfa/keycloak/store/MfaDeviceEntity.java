package io.iammfa.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/**
 * A row of {@code MFA_DEVICE}: what a stock credential cannot hold. The credential itself may live in Keycloak's user
 * tables or in those of federated users, so nothing here refers to either, and the ids are taken as they come.
 */
@Entity
@Table(name = "MFA_DEVICE")
@IdClass(MfaDeviceEntity.Key.class)
public class MfaDeviceEntity {

    /** A credential id is unique for its user alone. */
    public record Key(String realmId, String userId, String credentialId) implements Serializable {}

    @Id
    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Id
    @Column(name = "USER_ID", nullable = false)
    private String userId;

    @Id
    @Column(name = "CREDENTIAL_ID", nullable = false)
    private String credentialId;

    @Column(name = "KIND", length = 16, nullable = false)
    private String kind;

    @Column(name = "SLOT", nullable = false)
    private int slot;

    @Column(name = "NAME_KEY", length = 64, nullable = false)
    private String nameKey;

    @Column(name = "SEARCH_NAME")
    private String searchName;

    @Column(name = "CLOCK_DRIFT", nullable = false)
    private int clockDrift;

    @Column(name = "LAST_STEP", nullable = false)
    private long lastStep;

    @Column(name = "LAST_USED", nullable = false)
    private long lastUsed;

    @Column(name = "DRIFT_DAY", nullable = false)
    private int driftDay;

    @Column(name = "SERIAL", length = 64)
    private String serial;

    protected MfaDeviceEntity() {}

    MfaDeviceEntity(Key key) {
        this.realmId = key.realmId();
        this.userId = key.userId();
        this.credentialId = key.credentialId();
    }

    String userId() {
        return userId;
    }

    DeviceRow row() {
        return new DeviceRow(
                credentialId, kind, slot, nameKey, searchName, clockDrift, lastStep, lastUsed, driftDay, serial);
    }

    void set(DeviceRow row) {
        this.kind = row.kind();
        this.slot = row.slot();
        this.nameKey = row.nameKey();
        this.searchName = row.searchName();
        this.clockDrift = row.clockDrift();
        this.lastStep = row.lastStep();
        this.lastUsed = row.lastUsed();
        this.driftDay = row.driftDay();
        this.serial = row.serial();
    }
}
