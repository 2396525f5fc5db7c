package io.iammfa.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Nationalized;

/** A row of {@code MFA_QUARANTINE}: a change of a user's devices, with what it took away, for as long as it can be taken back. */
@Entity
@Table(name = "MFA_QUARANTINE")
public class MfaQuarantineEntity {

    @Id
    @Column(name = "ID", length = 36, nullable = false)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Column(name = "USER_ID", nullable = false)
    private String userId;

    @Column(name = "OPERATION", length = 16, nullable = false)
    private String operation;

    @Column(name = "CREDENTIAL_ID")
    private String credentialId;

    @Column(name = "MADE_AT", nullable = false)
    private long madeAt;

    @Column(name = "DISAVOWED_AT", nullable = false)
    private long disavowedAt;

    @Nationalized
    @Column(name = "CONTENT")
    private String content;

    protected MfaQuarantineEntity() {}

    MfaQuarantineEntity(String realmId, String userId, ChangeRow row) {
        this.id = row.id();
        this.realmId = realmId;
        this.userId = userId;
        this.operation = row.operation();
        this.credentialId = row.credentialId();
        this.madeAt = row.madeAt();
        this.disavowedAt = row.disavowedAt();
        this.content = row.content();
    }

    boolean isOf(String otherRealmId, String otherUserId) {
        return realmId.equals(otherRealmId) && userId.equals(otherUserId);
    }

    ChangeRow row() {
        return new ChangeRow(id, operation, credentialId, madeAt, disavowedAt, content);
    }

    String userId() {
        return userId;
    }

    String content() {
        return content;
    }

    /** Its seeds are stored in another form from now on. */
    void renewed(String otherContent) {
        this.content = otherContent;
    }

    /** What it took away is on the user again, or gone for good: either way no secret stays here. */
    void disavowed(long moment) {
        this.disavowedAt = moment;
        this.content = null;
    }
}
