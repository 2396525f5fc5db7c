package io.iammfa.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/**
 * A row of {@code MFA_OWNER}: a user who has, or had, anything to do with devices. Whoever changes one of the user's
 * devices, or accepts a code, locks it first, so that what happens to one user happens in a row, on any database and node.
 */
@Entity
@Table(name = "MFA_OWNER")
@IdClass(MfaOwnerEntity.Key.class)
public class MfaOwnerEntity {

    public record Key(String realmId, String userId) implements Serializable {}

    @Id
    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Id
    @Column(name = "USER_ID", nullable = false)
    private String userId;

    @Column(name = "DEVICES", nullable = false)
    private int devices;

    @Column(name = "PROOF_FAILURES", nullable = false)
    private int proofFailures;

    @Column(name = "PROOF_FAILED_AT", nullable = false)
    private long proofFailedAt;

    @Column(name = "FIRST_ASKED_AT", nullable = false)
    private long firstAskedAt;

    @Column(name = "SKIPS", nullable = false)
    private int skips;

    @Column(name = "SKIPPED_AT", nullable = false)
    private long skippedAt;

    @Column(name = "EXTENDED_UNTIL", nullable = false)
    private long extendedUntil;

    @Column(name = "REMINDED", nullable = false)
    private int reminded;

    @Column(name = "ASKED_DAYS", nullable = false)
    private int askedDays;

    @Column(name = "ASKED_DEVICES", nullable = false)
    private int askedDevices;

    protected MfaOwnerEntity() {}

    String userId() {
        return userId;
    }

    OwnerRow row() {
        return new OwnerRow(
                devices,
                proofFailures,
                proofFailedAt,
                new AskedRow(firstAskedAt, skips, skippedAt, extendedUntil, reminded, askedDays, askedDevices));
    }

    void set(OwnerRow row) {
        this.devices = row.devices();
        this.proofFailures = row.proofFailures();
        this.proofFailedAt = row.proofFailedAt();
        this.firstAskedAt = row.asked().firstAskedAt();
        this.skips = row.asked().skips();
        this.skippedAt = row.asked().skippedAt();
        this.extendedUntil = row.asked().extendedUntil();
        this.reminded = row.asked().reminded();
        this.askedDays = row.asked().days();
        this.askedDevices = row.asked().least();
    }
}
