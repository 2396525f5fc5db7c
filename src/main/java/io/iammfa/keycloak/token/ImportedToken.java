package io.iammfa.keycloak.token;

import io.iammfa.keycloak.seed.Place;
import io.iammfa.keycloak.seed.Seeds;
import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.token.file.SeedRow;
import java.time.Instant;
import java.util.Map;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.Base32;

/** A row of a file as the inventory has it. */
final class ImportedToken {

    private ImportedToken() {}

    /**
     * Whether a token that is known is the one of the file.
     *
     * @throws io.iammfa.keycloak.seed.MissingSeedKey where its seed can't be read
     */
    static boolean isSame(TokenRow there, SeedRow row, Seeds seeds) {
        return there.seed() != null
                && Base32.encode(row.seed()).equals(seeds.opened(there.seed(), there.place()))
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
    static TokenRow of(SeedRow row, UserModel user, String batch, long now, String importedBy, Seeds seeds) {
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
                seeds.seal(Base32.encode(row.seed()), Place.ofToken(TokenRow.fold(row.serial()))),
                row.drift(),
                -1,
                (user == null ? TokenState.AVAILABLE : TokenState.RESERVED).id(),
                user == null ? null : user.getId(),
                null,
                millis(row.validFrom()),
                millis(row.validTo()),
                now,
                importedBy,
                Map.of());
    }

    private static long millis(Instant moment) {
        return moment == null ? TokenRow.ALWAYS : moment.toEpochMilli();
    }
}
