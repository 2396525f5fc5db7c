package io.iammfa.keycloak.device;

import io.iammfa.keycloak.policy.DeviceType;
import io.iammfa.keycloak.store.DeviceRow;
import io.iammfa.keycloak.store.TokenRow;
import io.iammfa.keycloak.totp.ConsecutiveCodes.Outcome;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * How a hardware token of the realm's inventory becomes a user's device, under its own parameters: by its serial number and
 * two consecutive codes, which measure how far its clock has drifted. IAM: EnableMFADevice of a hardware TOTP token.
 *
 * <p>One answer, after the same work, to a serial number that is unknown, another user's token and wrong codes: serial
 * numbers are easy to guess.
 */
public final class TokenActivation {

    private final StoredDevices stored;
    private final Rules rules;
    private final Assignment assignment;
    private final MfaDevices devices;

    public TokenActivation(KeycloakSession session, RealmModel realm, UserModel user) {
        this(StoredDevices.of(session, realm, user), Rules.of(realm, user), !StorageId.isLocalStorage(user.getId()));
    }

    TokenActivation(StoredDevices stored, Rules rules, boolean federated) {
        this.stored = stored;
        this.rules = rules;
        this.devices = new MfaDevices(stored, rules, federated);
        this.assignment = new Assignment(devices, stored, rules);
    }

    /**
     * What makes a token a device.
     *
     * @param deviceId the id that the device gets; a second call with the same finds what the first one made
     * @param serial as it was typed
     * @param code1 digits only
     * @param code2 digits only
     * @param replacedId the device whose place, slot and tags it takes, also at the limit, or null for none
     */
    public record Claim(
            String deviceId, String serial, DeviceName name, String code1, String code2, String replacedId) {

        @Override
        public String toString() {
            return "Claim[" + deviceId + "]";
        }
    }

    /**
     * Makes a token the user's. Refusals for what was typed are counted with the user, and after too many in a row nothing is
     * looked at for a while.
     *
     * @param proved whether the user has proved a device; without it only a first device is assigned
     */
    public Assigned byUser(Claim claim, boolean proved) {
        stored.lock();
        WrongCodes wrong = new WrongCodes(stored, rules);
        if (devices.find(claim.deviceId()).isEmpty() && wrong.holdProofs()) {
            return Assigned.refused(Assigned.Reason.TOO_MANY_TRIES);
        }
        Assigned assigned = activate(claim, proved);
        if (assigned instanceof Assigned.Refused refused && refused.reason() == Assigned.Reason.TOKEN) {
            wrong.another();
        }
        return assigned;
    }

    /**
     * Makes a token the user's for an admin, who may manage the user.
     *
     * @param proved whether the admin may add to devices that the user has
     */
    public Assigned byAdmin(Claim claim, boolean proved) {
        stored.lock();
        return activate(claim, proved);
    }

    private Assigned activate(Claim claim, boolean proved) {
        Optional<MfaDevice> already = devices.find(claim.deviceId());
        if (already.isPresent()) {
            return new Assigned.Already(already.get());
        }
        Optional<TokenRow> found = stored.store().tokens().take(claim.serial());
        Optional<TokenRow> opened = opened(found.orElseGet(this::standIn)).filter(token -> found.isPresent());
        Outcome outcome = new TokenSearch(rules)
                .search(opened, claim.code1(), claim.code2())
                .orElse(null);
        if (!(outcome instanceof Outcome.Accepted accepted)) {
            return Assigned.refused(Assigned.Reason.TOKEN);
        }
        TokenRow token = opened.orElseThrow();
        Assigned assigned = assignment.assign(
                assignment.credential(claim.deviceId(), TokenSearch.device(token), claim.name(), accepted.factor()),
                row(token, claim, accepted.factor()),
                claim.name(),
                token.tags(),
                claim.replacedId(),
                proved);
        if (assigned instanceof Assigned.Done) {
            stored.store().tokens().activate(found.get(), claim.deviceId());
        }
        return assigned;
    }

    /** Stored as tokens are, so that its seed is opened as theirs are. */
    private TokenRow standIn() {
        TokenRow token = TokenSearch.standIn();
        return token.seeded(stored.store().seeds().seal(token.seed(), token.place()));
    }

    private Optional<TokenRow> opened(TokenRow token) {
        return stored.store().seeds().open(token.seed(), token.place()).map(token::seeded);
    }

    private DeviceRow row(TokenRow token, Claim claim, long step) {
        NewDevice device = TokenSearch.device(token);
        CodeCheck check = new CodeCheck(rules.otp(), rules.policy(), Time.currentTime());
        return DeviceRow.named(
                        claim.deviceId(),
                        device.type(),
                        DeviceName.key(claim.name().value()),
                        DeviceName.searchable(claim.name().value()))
                .resynced(step, device.counts() ? 0 : check.drift(step, device.period()))
                .ofToken(token.serial());
    }

    /** The type that the policy has to allow. */
    static DeviceType type(DeviceRow row) {
        return row.serial() != null
                ? DeviceType.HARDWARE
                : DeviceType.WEBAUTHN.id().equals(row.kind()) ? DeviceType.WEBAUTHN : DeviceType.TOTP;
    }
}
