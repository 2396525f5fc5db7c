package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.DeviceTags;
import io.iammfa.keycloak.device.MfaDevice;
import io.iammfa.keycloak.device.TokenActivation;
import io.iammfa.keycloak.token.ImportProgress;
import io.iammfa.keycloak.token.Inventory;
import io.iammfa.keycloak.token.Inventory.Changed;
import io.iammfa.keycloak.token.Token;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What admins do with a realm's hardware tokens: the rights, the rules and the events in one place. Who may manage the realm
 * keeps the inventory; who may manage a user gives them a token. What can't be done is a {@link Refusal}.
 *
 * @param admin who asks
 */
public record TokenOperations(DeviceOperations devices, UserModel admin) {

    /** The longest serial number. */
    private static final int SERIAL_LENGTH = 64;

    public Inventory inventory() {
        return new Inventory(devices.session(), devices.realm());
    }

    Caller caller() {
        return devices.caller();
    }

    /** A token as it is, for who may see the inventory; the serial number may be any text. */
    public Token token(String serial) {
        caller().requireInventory();
        return find(serial);
    }

    private Token find(String serial) {
        return (Texts.isPlain(serial, SERIAL_LENGTH) ? inventory().find(serial) : Optional.<Token>empty())
                .orElseThrow(TokenRefusals::unknown);
    }

    /** Somebody who has a token or for whom it is reserved, or null for nobody or somebody who is not known. */
    public UserModel holder(Token token) {
        return token.userId() == null ? null : caller().user(token.userId()).orElse(null);
    }

    /** The user of that name, which may be any text, if there is one for whom the caller may reserve a token. */
    public Optional<UserModel> candidate(String username) {
        caller().requireManagement();
        return Texts.isPlain(username, Texts.ID_LENGTH)
                ? Optional.ofNullable(devices.session().users().getUserByUsername(devices.realm(), username))
                        .filter(caller()::manages)
                : Optional.empty();
    }

    /** How far the file that the caller is importing is read, if there is one. */
    public Optional<ImportProgress.Told> progress() {
        caller().requireRealm();
        return ImportProgress.of(devices.session(), devices.realm(), admin);
    }

    Map<String, Object> describe(Token token) {
        return TokenJson.of(token, holder(token));
    }

    /**
     * Reserves a token for a user, or frees it.
     *
     * @param userId or null for nobody
     */
    public Token reserve(String serial, String userId) {
        UserModel user = userId == null ? null : caller().managedUser(userId);
        if (user == null) {
            caller().requireManagement();
        }
        Token before = find(serial);
        UserModel holder = holder(before);
        if (holder != null) {
            caller().requireManage(holder);
        }
        return told(inventory().reserve(before.serial(), userId), OperationType.UPDATE, "");
    }

    /** A token that this user, whom the caller may manage, may take; the serial number may be any text. */
    public Token takeable(String serial, UserModel owner) {
        Token token = find(serial);
        DeviceOperations.requirePerson(owner);
        switch (token.state()) {
            case ACTIVE -> throw TokenRefusals.inUse();
            case LOST, RETIRED -> throw TokenRefusals.outOfUse();
            case RESERVED -> {
                if (!owner.getId().equals(token.userId())) {
                    throw TokenRefusals.reserved();
                }
            }
            case AVAILABLE, RETURNED -> {}
        }
        return token;
    }

    /**
     * Makes a token the device of a user whom the caller may manage.
     *
     * @param token one that the user may {@linkplain #takeable take}
     * @param code1 digits only
     * @param code2 digits only
     * @param replacedId the device whose place it takes, also at the limit, or null for none
     */
    public MfaDevice activate(
            Token token, UserModel owner, DeviceName name, String code1, String code2, String replacedId) {
        TokenActivation.Claim claim = new TokenActivation.Claim(
                KeycloakModelUtils.generateId(), token.serial(), name, code1, code2, replacedId);
        boolean proved = caller().proves(owner);
        Assigned result = devices.sealing(
                () -> new TokenActivation(devices.session(), devices.realm(), owner).byAdmin(claim, proved));
        if (!(result instanceof Assigned.Done done)) {
            throw devices.refused(owner, result);
        }
        devices.events()
                .token(OperationType.ACTION, token.serial() + "/activate", devices.describe(owner, done.device()));
        devices.events().assigned(owner, done);
        return done.device();
    }

    public Token retire(String serial) {
        return told(inventory().retire(kept(serial).serial()), OperationType.ACTION, "/retire");
    }

    public Token lose(String serial) {
        return told(inventory().lose(kept(serial).serial()), OperationType.ACTION, "/lost");
    }

    public Token delete(String serial) {
        return told(inventory().delete(kept(serial).serial()), OperationType.DELETE, "");
    }

    /** Gives a token tags; those that are not named stay. */
    Map<String, String> tag(String serial, Map<String, String> tags) {
        return told(inventory().tag(kept(serial).serial(), tags), OperationType.UPDATE, "/tags")
                .tags();
    }

    /** Takes tags from a token. */
    Map<String, String> untag(String serial, List<String> keys) {
        return told(inventory().untag(kept(serial).serial(), keys), OperationType.UPDATE, "/tags")
                .tags();
    }

    /** A token of an inventory that the caller keeps. */
    private Token kept(String serial) {
        caller().requireRealm();
        return find(serial);
    }

    private Token told(Changed changed, OperationType operation, String call) {
        if (changed instanceof Changed.Refused refused) {
            throw switch (refused.reason()) {
                case NO_SUCH_TOKEN -> TokenRefusals.unknown();
                case IN_USE -> TokenRefusals.inUse();
                case OUT_OF_USE -> TokenRefusals.outOfUse();
                case TOO_MANY_TAGS -> Refusal.tooManyTags(DeviceTags.MAX_TAGS);
            };
        }
        Token token = ((Changed.Done) changed).token();
        devices.events().token(operation, token.serial() + call, describe(token));
        return token;
    }
}
