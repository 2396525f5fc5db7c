package io.iammfa.keycloak.token;

import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.token.file.SeedRow;
import java.time.Instant;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.Base32;

/** A row of a file as the inventory has it. */
final class ImportedToken {

    private ImportedToken() {}

    /** Whether a token that is known is the one of the file. */
    static boolean isSame(TokenRow there, SeedRow row) {
        return Base32.encode(row.seed()).equals(there.seed())
                && kind(row).equals(there.kind())
                && row.algorithm().macName().equals(there.algorithm())
                && row.digits() == there.digits()
                && row.period() == there.period();
    }

    private static String kind(SeedRow row) {
        return row.counts() ? OTPCredentialModel.HOTP : OTPCredentialModel.TOTP;
    }

    /**
     * A token that is new.
     *
     * @param user for whom it is reserved, or null for nobody
     * @param now Unix time in milliseconds
     */
    static TokenRow of(SeedRow row, UserModel user, String batch, long now, String importedBy) {
        return new TokenRow(
                row.serial(),
                row.manufacturer(),
                row.model(),
                batch,
                kind(row),
                row.algorithm().macName(),
                row.digits(),
                row.period(),
                row.counter(),
                Base32.encode(row.seed()),
                row.drift(),
                -1,
                (user == null ? TokenState.AVAILABLE : TokenState.RESERVED).id(),
                user == null ? null : user.getId(),
                null,
                millis(row.validFrom()),
                millis(row.validTo()),
                now,
                importedBy);
    }

    private static long millis(Instant moment) {
        return moment == null ? TokenRow.ALWAYS : moment.toEpochMilli();
    }
}
