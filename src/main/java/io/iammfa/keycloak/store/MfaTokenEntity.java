package io.iammfa.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.Nationalized;

/** A row of {@code MFA_TOKEN}: a hardware token, whoever has it. */
@Entity
@Table(name = "MFA_TOKEN")
@IdClass(MfaTokenEntity.Key.class)
public class MfaTokenEntity {

    /** Serial numbers by their digests, so that no collation has a say in what is the same. */
    public record Key(String realmId, String serialKey) implements Serializable {}

    @Id
    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Id
    @Column(name = "SERIAL_KEY", length = 64, nullable = false)
    private String serialKey;

    @Column(name = "SERIAL", length = 64, nullable = false)
    private String serial;

    /** For lists and searches. */
    @Column(name = "SERIAL_FOLDED", length = 64, nullable = false)
    private String serialFolded;

    @Column(name = "MANUFACTURER", length = 255)
    private String manufacturer;

    @Column(name = "MODEL", length = 255)
    private String model;

    @Column(name = "BATCH", length = 64)
    private String batch;

    @Column(name = "KIND", length = 16, nullable = false)
    private String kind;

    @Column(name = "ALGORITHM", length = 16, nullable = false)
    private String algorithm;

    @Column(name = "DIGITS", nullable = false)
    private int digits;

    @Column(name = "PERIOD", nullable = false)
    private int period;

    @Column(name = "COUNTER", nullable = false)
    private long counter;

    @Column(name = "SEED", length = 1024)
    private String seed;

    @Column(name = "DRIFT", nullable = false)
    private int drift;

    @Column(name = "WATERMARK", nullable = false)
    private long watermark;

    @Column(name = "STATE", length = 16, nullable = false)
    private String state;

    @Column(name = "USER_ID", length = 255)
    private String userId;

    @Column(name = "CREDENTIAL_ID", length = 255)
    private String credentialId;

    @Column(name = "VALID_FROM", nullable = false)
    private long validFrom;

    @Column(name = "VALID_TO", nullable = false)
    private long validTo;

    @Column(name = "IMPORTED_AT", nullable = false)
    private long importedAt;

    @Column(name = "IMPORTED_BY", length = 255, nullable = false)
    private String importedBy;

    /** As JSON. */
    @Nationalized
    @Column(name = "TAGS")
    private String tags;

    protected MfaTokenEntity() {}

    MfaTokenEntity(Key key) {
        this.realmId = key.realmId();
        this.serialKey = key.serialKey();
    }

    TokenRow row() {
        return new TokenRow(
                serial,
                manufacturer,
                model,
                batch,
                kind,
                algorithm,
                digits,
                period,
                counter,
                seed,
                drift,
                watermark,
                state,
                userId,
                credentialId,
                validFrom,
                validTo,
                importedAt,
                importedBy,
                TokenTags.read(tags));
    }

    void set(TokenRow row) {
        this.serial = row.serial();
        this.serialFolded = TokenRow.fold(row.serial());
        this.manufacturer = row.manufacturer();
        this.model = row.model();
        this.batch = row.batch();
        this.kind = row.kind();
        this.algorithm = row.algorithm();
        this.digits = row.digits();
        this.period = row.period();
        this.counter = row.counter();
        this.seed = row.seed();
        this.drift = row.drift();
        this.watermark = row.watermark();
        this.state = row.state();
        this.userId = row.userId();
        this.credentialId = row.credentialId();
        this.validFrom = row.validFrom();
        this.validTo = row.validTo();
        this.importedAt = row.importedAt();
        this.importedBy = row.importedBy();
        this.tags = TokenTags.write(row.tags());
    }
}
