package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.device.Assigned;
import io.iammfa.keycloak.device.DeviceName;
import io.iammfa.keycloak.device.TokenActivation;
import io.iammfa.keycloak.token.Inventory;
import io.iammfa.keycloak.token.Inventory.Changed;
import io.iammfa.keycloak.token.Token;
import io.iammfa.keycloak.token.TokenImport;
import io.iammfa.keycloak.token.file.TokenFile;
import io.iammfa.keycloak.token.file.UnreadableFile;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What admins do with a realm's hardware tokens: the rights, the rules and the events in one place. Who may manage the realm
 * keeps the inventory; who may manage a user gives them a token. What can't be done is a {@link Refusal}.
 *
 * @param admin the username of who asks
 */
record TokenOperations(DeviceOperations devices, String admin) {

    /** The longest serial number. */
    private static final int SERIAL_LENGTH = 64;

    Inventory inventory() {
        return new Inventory(devices.session(), devices.realm());
    }

    Caller caller() {
        return devices.caller();
    }

    /** A token as it is; the serial number may be any text. */
    Token token(String serial) {
        caller().requireInventory();
        return find(serial).orElseThrow(TokenRefusals::unknown);
    }

    private Optional<Token> find(String serial) {
        return Texts.isPlain(serial, SERIAL_LENGTH) ? inventory().find(serial) : Optional.empty();
    }

    /** Somebody who has a token, or null. */
    UserModel holder(Token token) {
        return token.userId() == null ? null : caller().user(token.userId()).orElse(null);
    }

    Map<String, Object> describe(Token token) {
        return TokenJson.of(token, holder(token));
    }

    /**
     * Imports a file, or looks at what would become of it.
     *
     * @throws Refusal where no row can be read, or somebody imports one of them at the same moment
     */
    TokenImport.Result take(TokenFile format, TokenImport.Source file, TokenImportRequest request) {
        TokenImport tokens = new TokenImport(devices.session(), devices.realm(), request.batch(), admin);
        try {
            TokenImport.Result result =
                    devices.sealing(() -> tokens.run(format, file, request.allOrNothing(), request.dryRun()));
            if (!request.dryRun()) {
                Map<String, Object> told = TokenJson.of(result);
                told.put("rejected", result.rejected().size());
                told.put("batch", request.batch());
                devices.events().token(OperationType.ACTION, "import", told);
            }
            return result;
        } catch (ModelDuplicateException raced) {
            devices.session().getTransactionManager().setRollbackOnly();
            throw TokenRefusals.raced();
        } catch (UnreadableFile unreadable) {
            devices.session().getTransactionManager().setRollbackOnly();
            throw Refusal.validation(
                    switch (unreadable.reason()) {
                        case KEY, KEY_MISSING -> "key";
                        case PASSWORD_MISSING -> "password";
                        default -> "file";
                    },
                    switch (unreadable.reason()) {
                        case FORMAT -> "a CSV or PSKC file of hardware tokens";
                        case XML -> "well-formed XML without a document type, not nested too deep";
                        case TOO_LARGE -> "at most " + TokenFile.MAX_LENGTH + " bytes";
                        case KEY_MISSING -> "the key that the file's seeds are encrypted with, hexadecimal";
                        case PASSWORD_MISSING -> "the password that the file's seeds are encrypted with";
                        case KEY -> "a hexadecimal key of the length that the file's encryption needs";
                        case ALGORITHM -> "seeds encrypted by an algorithm of RFC 6030";
                    });
        }
    }

    /**
     * Reserves a token for a user, or frees it.
     *
     * @param userId or null for nobody
     */
    Token reserve(String serial, String userId) {
        UserModel user = userId == null ? null : caller().managedUser(userId);
        if (user == null) {
            caller().requireManagement();
        }
        Token before = find(serial).orElseThrow(TokenRefusals::unknown);
        UserModel holder = holder(before);
        if (holder != null) {
            caller().requireManage(holder);
        }
        return told(inventory().reserve(before.serial(), userId), OperationType.UPDATE, "");
    }

    /** Makes a token the device of a user whom the caller may manage. */
    Map<String, Object> activate(String serial, TokenActivationRequest request, UserModel owner) {
        Token token = find(serial).orElseThrow(TokenRefusals::unknown);
        DeviceName name = request.deviceName();
        String code1 = request.codes().first(token.digits());
        String code2 = request.codes().second(token.digits());
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
        TokenActivation.Claim claim =
                new TokenActivation.Claim(KeycloakModelUtils.generateId(), token.serial(), name, code1, code2, null);
        boolean proved = caller().proves(owner);
        Assigned result = devices.sealing(
                () -> new TokenActivation(devices.session(), devices.realm(), owner).byAdmin(claim, proved));
        if (!(result instanceof Assigned.Done done)) {
            throw devices.refused(result);
        }
        Map<String, Object> device = devices.describe(owner, done.device());
        devices.events().token(OperationType.ACTION, token.serial() + "/activate", device);
        devices.events().assigned(owner, done);
        return device;
    }

    Token retire(String serial) {
        return told(inventory().retire(kept(serial).serial()), OperationType.ACTION, "/retire");
    }

    Token lose(String serial) {
        return told(inventory().lose(kept(serial).serial()), OperationType.ACTION, "/lost");
    }

    Token delete(String serial) {
        return told(inventory().delete(kept(serial).serial()), OperationType.DELETE, "");
    }

    /** A token of an inventory that the caller keeps. */
    private Token kept(String serial) {
        caller().requireRealm();
        return find(serial).orElseThrow(TokenRefusals::unknown);
    }

    private Token told(Changed changed, OperationType operation, String call) {
        if (changed instanceof Changed.Refused refused) {
            throw switch (refused.reason()) {
                case NO_SUCH_TOKEN -> TokenRefusals.unknown();
                case IN_USE -> TokenRefusals.inUse();
                case OUT_OF_USE -> TokenRefusals.outOfUse();
            };
        }
        Token token = ((Changed.Done) changed).token();
        devices.events().token(operation, token.serial() + call, describe(token));
        return token;
    }
}
