package io.iammfa.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code MFA_PASS}: a temporary pass, of which the code itself is nowhere. */
@Entity
@Table(name = "MFA_PASS")
public class MfaPassEntity {

    @Id
    @Column(name = "ID", length = 36, nullable = false)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Column(name = "USER_ID", nullable = false)
    private String userId;

    @Column(name = "CODE_DIGEST", length = 64, nullable = false)
    private String codeDigest;

    @Column(name = "MADE_AT", nullable = false)
    private long madeAt;

    @Column(name = "EXPIRES_AT", nullable = false)
    private long expiresAt;

    @Column(name = "USED_AT", nullable = false)
    private long usedAt;

    protected MfaPassEntity() {}

    MfaPassEntity(String realmId, PassRow row) {
        this.id = row.id();
        this.realmId = realmId;
        this.userId = row.userId();
        this.codeDigest = row.codeDigest();
        this.madeAt = row.madeAt();
        this.expiresAt = row.expiresAt();
        this.usedAt = row.usedAt();
    }

    String realmId() {
        return realmId;
    }

    PassRow row() {
        return new PassRow(id, userId, codeDigest, madeAt, expiresAt, usedAt);
    }

    void used(long moment) {
        this.usedAt = moment;
    }
}
